import { PGlite } from '@electric-sql/pglite';
import { NO_RUN_OPTIONS } from '../../../../lib/contract/driver';
import { PGLITE_CAPABILITIES } from '../../../../lib/engines/postgres/pglite-capabilities';
import { PgliteDriver } from '../../../../lib/engines/postgres/pglite-driver';
import { postgresTransactions } from '../../../../lib/engines/postgres/postgres-transactions';

const SETTINGS = { isolation: 'snapshot', readOnly: false, timeoutMs: null } as const;

/** What happens with a database in this thread that the caller uses as well; printed for the spec beside this folder. */
async function main(): Promise<void> {
  const database = await PGlite.create();
  const driver = new PgliteDriver({ client: database }, PGLITE_CAPABILITIES);
  await driver.open();
  const line = await driver.acquire(NO_RUN_OPTIONS);
  const names = async (): Promise<unknown> => line.execute('SELECT name FROM pets ORDER BY name', [], NO_RUN_OPTIONS);
  const insert = (name: string): Promise<unknown> =>
    line.run({ text: 'INSERT INTO pets VALUES ($1)', values: [name] }, NO_RUN_OPTIONS);

  await database.exec('CREATE TABLE pets (name text PRIMARY KEY)');
  await Promise.all([
    database.transaction(async (tx) => {
      await tx.query("INSERT INTO pets VALUES ('theirs, rolled back')");
      await new Promise((resolve) => setTimeout(resolve, 20));
      await tx.rollback();
    }),
    insert('ours, beside their transaction'),
  ]);

  await postgresTransactions.begin(line, { ...SETTINGS, readConcern: undefined, writeConcern: undefined });
  await insert('ours, rolled back');
  const theirs = database.query("INSERT INTO pets VALUES ('theirs, after our transaction')");
  await postgresTransactions.rollback(line);
  await theirs;

  const heard: string[] = [];
  await database.listen('pets', (payload) => heard.push(payload));
  await line.execute("SELECT pg_notify('pets', 'new')", [], NO_RUN_OPTIONS);
  await Promise.all(Array.from({ length: 50 }, (_, n) => [database.query('SELECT $1::int', [n]), names()]).flat());

  const duplicate = await insert('ours, beside their transaction').catch((error: { code?: unknown }) => error.code);
  // Blocks the thread, so that its limit is noticed when it has ended well.
  const late = await line.execute('SELECT 1 AS one FROM pg_sleep(0.2)', [], { ...NO_RUN_OPTIONS, timeoutMs: 20 });
  const rows = await names();
  await driver.close();
  process.stdout.write(JSON.stringify({ rows, heard, duplicate, late, isClosed: database.closed }));
  await database.close();
}

main();
