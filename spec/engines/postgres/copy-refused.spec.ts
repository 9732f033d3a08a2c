import { BulkWriteError, type ConnectedEngine, Document, Entity, Field, PrimaryKey, TimeoutError } from '../../../lib';
import { NO_RUN_OPTIONS } from '../../../lib/contract/driver';
import { describeEngines } from '../../support/engines';
import { expectError } from '../../support/expect-error';
import { openSchemaStore, type SchemaStore } from '../../support/schema-store';
import { statementsOf } from '../../support/statements-of';

const COUNT = 300;

@Entity({ name: 'plain_items' })
class PlainItem extends Document {
  @PrimaryKey({ type: 'int' }) id!: number;

  @Field({ type: 'double', nullable: true }) n?: number | null;
}

function items(more: object = {}): object[] {
  return Array.from({ length: COUNT }, (_row, id) => ({ id, n: id, ...more }));
}

describeEngines(['postgres', 'pglite'], 'tables to which COPY would do something else', (engine) => {
  let own: ConnectedEngine;
  const run = (statement: string): Promise<readonly object[]> => own.execute(statement);

  // One connection: what fails must give it back, and in order.
  beforeAll(async () => {
    own = await engine.connect(engine.name === 'postgres' ? { poolSize: 1 } : {});
    own.register(PlainItem, { rebind: true });
  }, 60_000);
  beforeEach(async () => {
    await run('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await own.syncSchema();
  });

  test('one with a rule', async () => {
    await run(
      'CREATE RULE doubled AS ON INSERT TO plain_items WHERE NEW.id < 1000 DO ALSO UPDATE plain_items SET n = -1',
    );
    await PlainItem.insertMany(items());
    expect(await PlainItem.count({ n: -1 })).toBe(COUNT);
  });

  test('a view', async () => {
    await run('ALTER TABLE plain_items RENAME TO plain_stored');
    await run('CREATE VIEW plain_items AS SELECT * FROM plain_stored');
    await PlainItem.insertMany(items());
    expect(await run('SELECT count(*)::int AS count FROM plain_stored')).toEqual([{ count: COUNT }]);
  });

  test('row-level security', async () => {
    await run('DROP ROLE IF EXISTS plain_writer');
    await run('CREATE ROLE plain_writer');
    await run('GRANT USAGE ON SCHEMA public TO plain_writer; GRANT ALL ON plain_items TO plain_writer');
    await run('ALTER TABLE plain_items ENABLE ROW LEVEL SECURITY');
    await run('CREATE POLICY anybody ON plain_items USING (true) WITH CHECK (n < 1000)');
    await run('SET ROLE plain_writer');
    try {
      await PlainItem.insertMany(items());
      expect(await PlainItem.count()).toBe(COUNT);
    } finally {
      await run('RESET ROLE');
      await run('DROP OWNED BY plain_writer');
      await run('DROP ROLE plain_writer');
    }
  });

  test('an identity that is always generated', async () => {
    await run('ALTER TABLE plain_items ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY');
    await expect(PlainItem.insertMany(items())).rejects.toThrow();
    expect(await PlainItem.count()).toBe(0);
  });

  test('a column of another type, into which INSERT converts', async () => {
    await run('ALTER TABLE plain_items ALTER COLUMN n TYPE integer');
    expect(await statementsOf(own, () => PlainItem.insertMany(items({ n: 1.75 })))).toEqual(['insert']);
    expect(await PlainItem.count({ n: 2 })).toBe(COUNT);
  });

  test('a missing table, as ever', async () => {
    await run('DROP TABLE plain_items');
    await expect(PlainItem.insertMany(items())).rejects.toMatchObject({ code: 'POLYDOC_SCHEMA' });
    await own.syncSchema();
    await PlainItem.insertMany(items());
    expect(await PlainItem.count()).toBe(COUNT);
  });

  test('time limits and signals stop it, and the connection goes on', async () => {
    await run(
      'CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.01); RETURN NEW; END $$',
    );
    await run('CREATE TRIGGER slowly BEFORE INSERT ON plain_items FOR EACH ROW EXECUTE FUNCTION slow()');
    await expectError(PlainItem.insertMany(items(), { timeoutMs: 100 }), TimeoutError);
    expect(await PlainItem.count()).toBe(0);
    if (engine.name === 'postgres') {
      const reason = new Error('enough');
      const controller = new AbortController();
      setTimeout(() => controller.abort(reason), 50);
      const startedAt = performance.now();
      await expect(PlainItem.insertMany(items(), { signal: controller.signal })).rejects.toBeDefined();
      expect(performance.now() - startedAt).toBeLessThan(2_500);
    }
    await run('DROP FUNCTION slow() CASCADE');
    await PlainItem.insertMany(items());
    expect(await PlainItem.count()).toBe(COUNT);
  }, 60_000);

  test('failures one after another do not use up the pool', async () => {
    await PlainItem.create({ id: 299 });
    for (let time = 0; time < 3; time += 1) await expectError(PlainItem.insertMany(items()), BulkWriteError);
    expect(await PlainItem.count()).toBe(1);
  });
});

describe.each(['postgres', 'pglite'] as const)('data that cannot be made while it is sent [%s]', (name) => {
  let store: SchemaStore;
  beforeAll(async () => {
    store = await openSchemaStore(name);
  }, 60_000);
  afterAll(() => store?.close(), 60_000);

  it('is the error of the call, takes back what was sent, and leaves a good line', async () => {
    const line = await store.connect();
    await line.execute('CREATE TABLE lines (n int)', [], NO_RUN_OPTIONS);
    const reason = new Error('no more');
    function* chunks(): Generator<Buffer> {
      for (let n = 0; n < 20; n += 1) yield Buffer.from(`${n}\n`.repeat(20_000));
      throw reason;
    }
    const copy = {
      chunks,
      check: { text: 'SELECT true', values: [] },
      instead: () => ({ text: 'SELECT 1', values: [] }),
    };
    const sent = line.run({ text: 'COPY lines FROM STDIN', values: [], copy }, NO_RUN_OPTIONS);
    await expect(sent).rejects.toBe(reason);
    const counted = await line.run({ text: 'SELECT count(*) FROM lines', values: [] }, NO_RUN_OPTIONS);
    expect(counted.rows).toEqual([['0']]);
    line.release(false);
  });
});
