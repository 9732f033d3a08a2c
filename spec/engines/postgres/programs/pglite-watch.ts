import { PGlite } from '@electric-sql/pglite';
import { Document, Entity, Field, PgliteEngine, PrimaryKey } from '../../../../lib';

/** Changes of a database in this thread that the caller writes to as well; printed for the spec beside this folder. */
async function main(): Promise<void> {
  const database = await PGlite.create();

  @Entity({ name: 'pets', watch: true })
  class Pet extends Document {
    @PrimaryKey({ type: 'string' }) name!: string;

    @Field({ type: 'int' }) age = 1;
  }

  const engine = await PgliteEngine.connect({ client: database, models: [Pet] });
  await engine.syncSchema();
  const stream = Pet.watch();
  await stream.ready;
  const seen: string[] = [];
  const see = async (): Promise<void> => {
    const { value } = await stream.next();
    seen.push(`${value?.type} ${String(value?.key)}`);
  };

  let next = see();
  await database.query("INSERT INTO pets (name, age) VALUES ('theirs', 1)");
  await next;
  next = see();
  await Pet.create({ name: 'ours' });
  await next;
  next = see();
  await database.transaction(async (tx) => {
    await tx.query("DELETE FROM pets WHERE name = 'ours'");
  });
  await next;
  await stream.close();

  await engine.close();
  process.stdout.write(JSON.stringify({ seen, isClosed: database.closed }));
  await database.close();
}

main();
