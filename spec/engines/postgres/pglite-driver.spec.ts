import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_RUN_OPTIONS } from '../../../lib/contract/driver';
import { PGLITE_CAPABILITIES } from '../../../lib/engines/postgres/pglite-capabilities';
import type { PgliteOptions } from '../../../lib/engines/postgres/pglite-config';
import { PgliteDriver } from '../../../lib/engines/postgres/pglite-driver';
import { postgresTransactions } from '../../../lib/engines/postgres/postgres-transactions';
import { ConnectionError, TimeoutError } from '../../../lib/errors/database-errors';
import { ConfigurationError } from '../../../lib/errors/definition-errors';

const OPEN_MS = 60_000;
const SETTINGS = {
  isolation: 'snapshot',
  readOnly: false,
  timeoutMs: null,
  readConcern: undefined,
  writeConcern: undefined,
} as const;

async function open(options: PgliteOptions = {}): Promise<PgliteDriver> {
  const driver = new PgliteDriver(options, PGLITE_CAPABILITIES);
  await driver.open();
  return driver;
}

describe('PGlite inside jest', () => {
  let driver: PgliteDriver;
  beforeAll(async () => {
    driver = await open();
  }, OPEN_MS);
  afterAll(() => driver.close());

  const execute = async (text: string, ...values: unknown[]) =>
    (await driver.acquire(NO_RUN_OPTIONS)).execute(text, values, NO_RUN_OPTIONS);

  it('runs compiled statements and gives rows as text', async () => {
    await execute('CREATE TABLE pets (id int PRIMARY KEY, name text, born timestamptz)');
    const line = await driver.acquire(NO_RUN_OPTIONS);
    const insert = { text: 'INSERT INTO pets VALUES ($1, $2, $3)', values: ['1', 'Żuk 🐞', null] };
    expect((await line.run(insert, NO_RUN_OPTIONS)).affected).toBe(1);
    const born = ['2', null, '1969-07-20 20:17:40.5+00'];
    expect((await line.run({ ...insert, values: born }, NO_RUN_OPTIONS)).affected).toBe(1);
    const find = { text: 'SELECT id, name, born FROM pets ORDER BY id', values: [] };
    expect((await line.run(find, NO_RUN_OPTIONS)).rows).toEqual([['1', 'Żuk 🐞', null], born]);
    line.release();
  });

  it('gives raw rows as plain objects with values of this realm', async () => {
    const [row] = await execute(
      `SELECT $1::int AS n, $2::timestamptz AS at, $3::jsonb AS j, ARRAY[1, NULL] AS list, true AS yes,
       '\\x0102'::bytea AS bytes, 9007199254740993 AS big, $4::text[] AS texts, $5::numeric AS exact`,
      7,
      new Date(0),
      [{ a: 1 }],
      ['x"y', null],
      '1.50',
    );
    expect(row).toEqual({
      n: 7,
      at: new Date(0),
      j: [{ a: 1 }],
      list: [1, null],
      yes: true,
      bytes: new Uint8Array([1, 2]),
      big: 9007199254740993n,
      texts: ['x"y', null],
      exact: '1.50',
    });
  });

  it('runs several raw statements at once and gives the rows of the last', async () => {
    expect(await execute('SELECT 1 AS a; SELECT 2 AS b')).toEqual([{ b: 2 }]);
  });

  it('makes the session settings that the row readers rely on', async () => {
    const [row] = await execute(
      "SELECT '1 day'::interval::text AS i, 0.1::float8::text AS f, current_setting('TimeZone') AS z",
    );
    expect(row).toEqual({ i: 'P1D', f: '0.1', z: 'UTC' });
  });

  it('prepares again when a table has changed under a prepared statement', async () => {
    await execute('CREATE TABLE shifting (a int)');
    const line = await driver.acquire(NO_RUN_OPTIONS);
    const find = { text: 'SELECT * FROM shifting', values: [] };
    await line.run(find, NO_RUN_OPTIONS);
    await execute('ALTER TABLE shifting ADD COLUMN b int');
    await execute('INSERT INTO shifting VALUES (1, 2)');
    expect((await line.run(find, NO_RUN_OPTIONS)).rows).toEqual([['1', '2']]);
    await execute('DEALLOCATE ALL');
    expect((await line.run(find, NO_RUN_OPTIONS)).rows).toEqual([['1', '2']]);
  });

  it('keeps others out of a transaction, and lets them in after it', async () => {
    await execute('CREATE TABLE counted (n int)');
    const inside = await driver.acquire(NO_RUN_OPTIONS);
    await postgresTransactions.begin(inside, SETTINGS);
    await inside.run({ text: 'INSERT INTO counted VALUES (1)', values: [] }, NO_RUN_OPTIONS);
    const outside = execute('SELECT count(*)::int AS n FROM counted');
    await inside.run({ text: 'INSERT INTO counted VALUES (2)', values: [] }, NO_RUN_OPTIONS);
    await postgresTransactions.rollback(inside);
    expect(await outside).toEqual([{ n: 0 }]);
  });

  it('rolls back what is left open when the line is given back', async () => {
    const line = await driver.acquire(NO_RUN_OPTIONS);
    await postgresTransactions.begin(line, SETTINGS);
    line.release();
    await expect(execute('SELECT 1 AS one')).resolves.toEqual([{ one: 1 }]);
  });

  it('fails a commit that the server turned into a rollback', async () => {
    const line = await driver.acquire(NO_RUN_OPTIONS);
    await postgresTransactions.begin(line, SETTINGS);
    await expect(line.execute('SELECT nonsense', [], NO_RUN_OPTIONS)).rejects.toMatchObject({ code: '42703' });
    await expect(postgresTransactions.commit(line)).rejects.toMatchObject({ code: '25P02' });
  });

  it('tells the caller at the time limit, and goes on after the statement', async () => {
    const line = await driver.acquire(NO_RUN_OPTIONS);
    const limited = line.execute('SELECT pg_sleep(0.3)', [], { ...NO_RUN_OPTIONS, timeoutMs: 30 });
    await expect(limited).rejects.toThrow(TimeoutError);
    expect(await execute('SELECT 2 AS two')).toEqual([{ two: 2 }]);
  });

  it('says of a write that it may be applied when it cannot be stopped, and not of one in a transaction', async () => {
    await execute('CREATE TABLE unstopped (n int)');
    const slow = 'INSERT INTO unstopped SELECT 1 FROM pg_sleep(0.3)';
    const limits = { ...NO_RUN_OPTIONS, timeoutMs: 30 };
    const line = await driver.acquire(NO_RUN_OPTIONS);
    await expect(line.execute(slow, [], limits)).rejects.toThrow(/could not be stopped.*may be applied/);
    expect(await execute('SELECT count(*)::int AS n FROM unstopped')).toEqual([{ n: 1 }]);
    await postgresTransactions.begin(line, SETTINGS);
    const inside = await line.execute(slow, [], limits).catch((error: unknown) => error);
    expect(inside).toBeInstanceOf(TimeoutError);
    expect(String(inside)).not.toMatch(/applied/);
    await postgresTransactions.rollback(line);
    expect(await execute('SELECT count(*)::int AS n FROM unstopped')).toEqual([{ n: 1 }]);
  });

  it('does not send later what gave up waiting', async () => {
    await execute('CREATE TABLE late (n int)');
    const holder = await driver.acquire(NO_RUN_OPTIONS);
    await postgresTransactions.begin(holder, SETTINGS);
    const waiting = await driver.acquire(NO_RUN_OPTIONS);
    const insert = waiting.execute('INSERT INTO late VALUES (1)', [], { ...NO_RUN_OPTIONS, timeoutMs: 20 });
    const refused = await insert.catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(TimeoutError);
    expect(String(refused)).not.toMatch(/applied/);
    await postgresTransactions.commit(holder);
    expect(await execute('SELECT count(*)::int AS n FROM late')).toEqual([{ n: 0 }]);
  });

  it("rejects with the signal's reason", async () => {
    const line = await driver.acquire(NO_RUN_OPTIONS);
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    await expect(line.execute('SELECT 1', [], { ...NO_RUN_OPTIONS, signal })).rejects.toBe(reason);
  });

  it('reports errors of the server with their SQLSTATE', async () => {
    await expect(execute("SELECT 'x'::int")).rejects.toMatchObject({ code: '22P02' });
    await expect(execute('SELECT $1::int', 'x')).rejects.toMatchObject({ code: '22P02' });
  });

  it('explains a statement', async () => {
    const line = await driver.acquire(NO_RUN_OPTIONS);
    const plan = await line.explain({ text: 'SELECT $1::int', values: ['1'] }, NO_RUN_OPTIONS);
    expect(plan).toEqual([expect.objectContaining({ Plan: expect.any(Object) })]);
  });
});

describe('a PGlite database on disk', () => {
  it(
    'is there again after a close, which may be repeated',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'polydoc-pglite-'));
      try {
        const first = await open({ url: `pglite:${folder}/data/base` });
        await (await first.acquire(NO_RUN_OPTIONS)).execute('CREATE TABLE kept AS SELECT 42 AS n', [], NO_RUN_OPTIONS);
        await first.close();
        await first.close();
        const second = await open({ url: `pglite:${folder}/data/base` });
        const line = await second.acquire(NO_RUN_OPTIONS);
        expect(await line.execute('SELECT n FROM kept', [], NO_RUN_OPTIONS)).toEqual([{ n: 42 }]);
        await second.close();
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    OPEN_MS,
  );
});

describe('PGlite options', () => {
  it('refuses what cannot be handed to a thread', async () => {
    const driver = new PgliteDriver({ worker: true, driverOptions: { onStdout: () => true } }, PGLITE_CAPABILITIES);
    await expect(driver.open()).rejects.toThrow(ConfigurationError);
  });

  it(
    'says that the connection is lost when the thread ends',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'polydoc-pglite-'));
      try {
        const flag = join(folder, 'flag');
        const code = `const { existsSync } = require('node:fs');
          setInterval(() => existsSync(${JSON.stringify(flag)}) && process.exit(3), 5);
          exports.ending = { name: 'ending', setup: async () => ({}) };`;
        writeFileSync(join(folder, 'ending.cjs'), code);
        const extensions = { ending: join(folder, 'ending.cjs') };
        const driver = await open({ worker: true, driverOptions: { extensions } });
        writeFileSync(flag, '');
        const line = await driver.acquire(NO_RUN_OPTIONS);
        const untilLost = async (): Promise<void> => {
          for (;;) await line.execute('SELECT pg_sleep(0.01)', [], NO_RUN_OPTIONS);
        };
        await expect(untilLost()).rejects.toThrow(ConnectionError);
        await driver.close();
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    OPEN_MS,
  );
});
