import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  type ChangeStream,
  type ConnectedEngine,
  Document,
  Entity,
  Field,
  InvalidQueryError,
  PrimaryKey,
  SchemaError,
  SessionStateError,
} from '../../../lib';
import { describeEngines } from '../../support/engines';
import { expectError } from '../../support/expect-error';

@Entity({ watch: true })
class Reading extends Document {
  @PrimaryKey({ type: 'int' }) id!: number;

  @Field({ type: 'string' }) text = '';

  @Field({ type: 'double', nullable: true }) double?: number | null;
}

/** The same table, without the wish to watch it. */
@Entity({ name: 'reading' })
class Unwatched extends Document {
  @PrimaryKey({ type: 'int' }) id!: number;

  @Field({ type: 'string' }) text = '';

  @Field({ type: 'double', nullable: true }) double?: number | null;
}

const TIMEOUT_MS = 60_000;

/** Connections that read changes; what a backend ran last is its `query`. */
const LISTENERS =
  'SELECT pid::text AS pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE \'%FROM "_polydoc_changes"%\'';

async function keys(stream: ChangeStream<Reading>, count: number): Promise<unknown[]> {
  const found: unknown[] = [];
  while (found.length < count) {
    const { value } = await stream.next();
    if (value === undefined) throw new Error('The stream ended.');
    found.push(value.key);
  }
  return found;
}

describeEngines(['postgres', 'pglite'], 'watch by trigger', (engine) => {
  engine.useModels(Reading);

  const open: ChangeStream<Reading>[] = [];

  beforeEach(() => Reading.truncate());

  afterEach(async () => {
    await Promise.all(open.splice(0).map((stream) => stream.close()));
  });

  async function live(stream: ChangeStream<Reading>): Promise<ChangeStream<Reading>> {
    open.push(stream);
    await stream.ready;
    return stream;
  }

  test('the schema plan makes the trigger once, sees its absence, and removes it only when allowed', async () => {
    expect(await Reading.syncTable()).toEqual([]);
    await engine.engine.execute('DROP TRIGGER _polydoc_watch ON reading');
    await expectError(Reading.watch().ready, SchemaError, { model: 'Reading' });
    expect(await Reading.syncTable()).toEqual([expect.stringContaining('CREATE CONSTRAINT TRIGGER')]);
    await (await live(Reading.watch())).close();

    const other = engine.name === 'pglite' ? engine.engine : await engine.connect();
    other.register(Unwatched, { rebind: true });
    const plan = await other.planSchema();
    const wanted = plan.filter(({ model }) => model === 'Unwatched');
    expect(wanted.map(({ kind, risk }) => [kind, risk])).toEqual(
      engine.name === 'pglite' ? [] : [['dropTrigger', 'destructive']],
    );
    await expectError(Unwatched.watch().ready, InvalidQueryError, { model: 'Unwatched' });
  });

  test('tables of another schema have a log there', async () => {
    @Entity({ watch: true, namespace: 'apart "x"', name: 'a "quoted" name' })
    class Apart extends Document {
      @PrimaryKey({ type: 'int' }) id!: number;
    }
    engine.engine.register(Apart);
    await Apart.syncTable();
    expect(await Apart.syncTable()).toEqual([]);
    const stream = Apart.watch();
    await stream.ready;
    await Apart.create({ id: 1 });
    await Apart.truncate();
    expect((await stream.next()).value).toMatchObject({ type: 'insert', key: 1 });
    expect((await stream.next()).value).toMatchObject({ type: 'delete', key: 1 });
    await stream.close();
    await Apart.dropTable();
  });

  test('rows that are truncated are deletes', async () => {
    await Reading.insertMany([{ id: 1 }, { id: 2 }]);
    const stream = await live(Reading.watch());
    await Reading.truncate();
    expect((await keys(stream, 2)).sort()).toEqual([1, 2]);
  });

  test('numbers keep sign and digits', async () => {
    const stream = await live(Reading.watch());
    const doubles = ['-0', '5e-324', '1.7976931348623157e308', '0.1'];
    const rows = doubles.map((double, id) => `(${id}, '', '${double}')`).join(', ');
    await engine.engine.execute(`INSERT INTO reading (id, text, double) VALUES ${rows}`);
    for (const double of doubles) {
      const { value } = await stream.next();
      expect(value?.document?.double).toBe(Number(double));
    }
  });

  test('what replaces a row that has ended is an insert', async () => {
    const stream = await live(Reading.watch());
    await Reading.create({ id: 1 }, { ttl: 1 });
    await sleep(1_200);
    await Reading.create({ id: 1, text: 'again' });
    expect((await stream.next()).value).toMatchObject({ type: 'insert', key: 1 });
    expect((await stream.next()).value).toMatchObject({ type: 'insert', key: 1, document: { text: 'again' } });
  });

  test(
    'old changes are removed as new ones come, and a token from before is refused',
    async () => {
      const stream = await live(Reading.watch());
      await Reading.create({ id: -1 });
      await keys(stream, 1);
      const { token } = stream;
      await Reading.create({ id: -2 });
      await engine.engine.execute("UPDATE _polydoc_changes SET at = at - interval '2 days'");
      await Reading.insertMany(Array.from({ length: 1_001 }, (_, id) => ({ id })));
      const [left] = await engine.engine.execute(
        "SELECT count(*)::int AS n FROM _polydoc_changes WHERE at < now() - interval '1 day'",
      );
      expect(left).toEqual({ n: 0 });
      const error = await expectError(Reading.watch({}, { after: token ?? '' }).ready, InvalidQueryError);
      expect(error.message).toContain('gone');
      const current = await live(Reading.watch());
      expect(await (await live(Reading.watch({}, { after: current.token ?? '' }))).close()).toBeUndefined();
    },
    TIMEOUT_MS,
  );

  test(
    'a slow consumer keeps little in memory',
    async () => {
      setFlagsFromString('--expose_gc');
      const collect: unknown = runInNewContext('gc');
      const usedBytes = (): number => {
        if (typeof collect === 'function') collect();
        const { heapUsed, external } = process.memoryUsage();
        return heapUsed + external;
      };
      const stream = await live(Reading.watch());
      const insert =
        "INSERT INTO reading (id, text) SELECT n, repeat(n::text || ' ', 1000) FROM generate_series(10001, 20000) n";
      await engine.engine.execute(insert);
      await keys(stream, 1);
      const before = usedBytes();
      await sleep(500);
      // All of them are 60 MB.
      expect(usedBytes() - before).toBeLessThan(25_000_000);
      expect(await keys(stream, 9_999)).toEqual(Array.from({ length: 9_999 }, (_, n) => 10_002 + n));
      expect(usedBytes() - before).toBeLessThan(25_000_000);
    },
    TIMEOUT_MS,
  );
});

describeEngines(['pglite'], 'watch on the only connection', (engine) => {
  engine.useModels(Reading);

  test('beginning inside a transaction that keeps the line is refused, not waited for without end', async () => {
    const other = await engine.connect({ lockTimeoutMs: 200 });
    const Elsewhere = Reading.using(other);
    await Elsewhere.syncTable();
    await other.transaction(async () => {
      await expectError(Elsewhere.watch().ready, SessionStateError);
    });
    const stream = Elsewhere.watch();
    await stream.ready;
    await other.transaction(async () => {
      await Elsewhere.create({ id: 1 });
      await Elsewhere.create({ id: 2 });
    });
    expect(await keys(stream, 2)).toEqual([1, 2]);
    await stream.close();
    await other.close();
  });
});

describeEngines(['postgres'], 'watch over connections', (engine) => {
  engine.useModels(Reading);

  beforeEach(() => Reading.truncate());

  async function listeners(): Promise<unknown[]> {
    return (await engine.engine.execute(LISTENERS)).map(({ pid }) => pid);
  }

  async function until(isSo: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 100 && !(await isSo()); tries += 1) await sleep(50);
    expect(await isSo()).toBe(true);
  }

  test('all streams of an engine share one connection, which ends with the last', async () => {
    expect(await listeners()).toEqual([]);
    const streams = [Reading.watch(), Reading.watch({ text: 'a' }), Reading.watch()];
    await Promise.all(streams.map((stream) => stream.ready));
    expect(await listeners()).toHaveLength(1);
    await streams[0]?.close();
    await Reading.create({ id: 1, text: 'a' });
    for await (const { key } of streams[1] ?? []) {
      expect(key).toBe(1);
      break;
    }
    expect(await listeners()).toHaveLength(1);
    await streams[2]?.return();
    await until(async () => (await listeners()).length === 0);
  });

  test(
    'a connection that is cut is made again, and no change is missed or told twice',
    async () => {
      const retries: unknown[] = [];
      const stop = engine.engine.on('retry', ({ operation, error }) => retries.push([operation, String(error)]));
      const stream = Reading.watch();
      await stream.ready;
      const seen: unknown[] = [];
      const consume = async (): Promise<void> => {
        for await (const { key } of stream) if (seen.push(key) === 300) break;
      };
      const consuming = consume();
      for (let id = 0; id < 300; id += 1) {
        await Reading.create({ id });
        if (id % 60 !== 30) continue;
        const [pid] = await listeners();
        if (pid !== undefined) await engine.engine.execute(`SELECT pg_terminate_backend(${String(pid)})`);
      }
      await consuming;
      stop();
      expect(seen).toEqual(Array.from({ length: 300 }, (_, id) => id));
      expect(retries.length).toBeGreaterThanOrEqual(1);
      expect(retries[0]).toEqual(['watch', expect.stringContaining('ConnectionError')]);
    },
    TIMEOUT_MS,
  );

  test('a connection that is cut while nothing happens is made again', async () => {
    const stream = Reading.watch();
    await stream.ready;
    const change = stream.next();
    const [pid] = await listeners();
    await engine.engine.execute(`SELECT pg_terminate_backend(${String(pid)})`);
    await Reading.create({ id: 7 });
    expect((await change).value).toMatchObject({ key: 7 });
    await stream.close();
  });

  test('a table that is gone when the connection comes back ends the stream with an error', async () => {
    @Entity({ watch: true })
    class Passing extends Document {
      @PrimaryKey({ type: 'int' }) id!: number;
    }
    engine.engine.register(Passing);
    await Passing.syncTable();
    const stream = Passing.watch();
    await stream.ready;
    const change = stream.next();
    // It reads once before it waits.
    await sleep(500);
    await Passing.dropTable();
    const [pid] = await listeners();
    if (pid !== undefined) await engine.engine.execute(`SELECT pg_terminate_backend(${String(pid)})`);
    await expectError(change, SchemaError, { model: 'Passing' });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    await until(async () => (await listeners()).length === 0);
  });

  async function held(other: ConnectedEngine, id: number): Promise<() => Promise<void>> {
    const tx = await other.transaction().start();
    await Reading.using(tx).create({ id });
    return () => tx.commit();
  }

  test('changes come in the order of commits, not of writes, and those of one transaction together', async () => {
    const other = await engine.connect();
    const stream = Reading.watch();
    await stream.ready;
    const commit = await held(other, 1);
    await engine.engine.transaction(async () => {
      await Reading.create({ id: 2 });
      await Reading.create({ id: 3 });
    });
    expect(await keys(stream, 2)).toEqual([2, 3]);
    const after = stream.token ?? '';
    await commit();
    await Reading.create({ id: 4 });
    expect(await keys(stream, 2)).toEqual([1, 4]);
    const again = Reading.watch({}, { after });
    expect(await keys(again, 2)).toEqual([1, 4]);
    await Promise.all([stream.close(), again.close(), other.close()]);
  });

  test(
    'many writers at once: every change once, in one order for all',
    async () => {
      const other = await engine.connect();
      const streams = [Reading.watch(), Reading.using(other).watch({}, { fetchSize: 7 })];
      await Promise.all(streams.map((stream) => stream.ready));
      const write = async (worker: number): Promise<void> => {
        const Model = worker % 2 === 0 ? Reading : Reading.using(other);
        for (let n = 0; n < 25; n += 1) await Model.create({ id: worker * 100 + n });
      };
      await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(write));
      const [one, two] = await Promise.all(streams.map((stream) => keys(stream, 200)));
      expect(one).toEqual(two);
      expect(new Set(one).size).toBe(200);
      await Promise.all([...streams.map((stream) => stream.close()), other.close()]);
    },
    TIMEOUT_MS,
  );

  test('two processes that make the trigger at once do not get in the way of each other', async () => {
    await engine.engine.execute('DROP TABLE reading, _polydoc_changes');
    await engine.engine.execute('DROP SEQUENCE _polydoc_purged');
    const engines = await Promise.all([engine.connect(), engine.connect(), engine.connect()]);
    await Promise.all(engines.map((one) => Reading.using(one).syncTable()));
    expect(await Reading.syncTable()).toEqual([]);
    await Promise.all(engines.map((one) => one.close()));
  });
});
