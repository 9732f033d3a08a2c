import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { NO_RUN_OPTIONS, type RunOptions } from '../../../lib/contract/driver';
import type { PostgresConnection } from '../../../lib/engines/postgres/postgres-connection';
import { PostgresDriver } from '../../../lib/engines/postgres/postgres-driver';
import { postgresErrors } from '../../../lib/engines/postgres/postgres-errors';
import { postgresTransactions } from '../../../lib/engines/postgres/postgres-transactions';
import { ConcurrencyError, ConnectionError, TimeoutError } from '../../../lib/errors/database-errors';
import { SessionStateError } from '../../../lib/errors/usage-errors';
import { openedDrivers, SETTINGS, sql } from './opened-drivers';

const CONTEXT = { operation: 'find', model: null, debugValues: false };

const drivers = openedDrivers();
const { open } = drivers;

async function runningOf(driver: PostgresDriver, pid: unknown): Promise<readonly object[]> {
  const line = await driver.acquire(NO_RUN_OPTIONS);
  const rows = await sql(line, "SELECT state FROM pg_stat_activity WHERE pid = $1 AND state = 'active'", pid);
  line.release(false);
  return rows;
}

async function pidOf(line: PostgresConnection): Promise<unknown> {
  const [row] = await sql(line, 'SELECT pg_backend_pid() AS pid');
  return Object.values(row ?? {})[0];
}

describe('a line to PostgreSQL', () => {
  it('gives compiled rows as text and raw rows as plain objects', async () => {
    const line = await (await open()).acquire(NO_RUN_OPTIONS);
    const find = { text: `SELECT $1::int, 'P1D'::interval, NULL, true, '\\x01'::bytea`, values: ['7'] };
    expect((await line.run(find, NO_RUN_OPTIONS)).rows).toEqual([['7', 'P1D', null, 't', '\\x01']]);
    expect(await sql(line, 'SELECT $1::int AS n, true AS yes', 7)).toEqual([{ n: 7, yes: true }]);
    expect(await sql(line, 'SELECT 1 AS a; SELECT 2 AS b')).toEqual([{ b: 2 }]);
    line.release(false);
  });

  it('prepares each text once, and lets the server forget what has dropped out of the cache', async () => {
    const driver = await open({ poolSize: 1, maxPreparedStatements: 2 });
    const line = await driver.acquire(NO_RUN_OPTIONS);
    for (const text of ['SELECT 1', 'SELECT 2', 'SELECT 1', 'SELECT 3', 'SELECT 2', 'SELECT 3']) {
      const { rows } = await line.run({ text, values: [] }, NO_RUN_OPTIONS);
      expect(rows).toEqual([[text.slice(-1)]]);
    }
    const known = await sql(line, 'SELECT statement FROM pg_prepared_statements ORDER BY statement');
    expect(known).toEqual([{ statement: 'SELECT 2' }, { statement: 'SELECT 3' }]);
    line.release(false);
  });

  it('sends again what the server has forgotten or a changed table has made stale', async () => {
    const line = await (await open()).acquire(NO_RUN_OPTIONS);
    await sql(line, 'CREATE TEMPORARY TABLE shifting AS SELECT 1 AS a');
    const find = { text: 'SELECT * FROM shifting', values: [] };
    await line.run(find, NO_RUN_OPTIONS);
    await sql(line, 'ALTER TABLE shifting ADD COLUMN b int DEFAULT 2');
    expect((await line.run(find, NO_RUN_OPTIONS)).rows).toEqual([['1', '2']]);
    await sql(line, 'DEALLOCATE ALL');
    expect((await line.run(find, NO_RUN_OPTIONS)).rows).toEqual([['1', '2']]);
    line.release(false);
  });

  it('makes a stale statement inside a transaction a conflict, and the next attempt succeeds', async () => {
    const line = await (await open()).acquire(NO_RUN_OPTIONS);
    await sql(line, 'CREATE TEMPORARY TABLE moving AS SELECT 1 AS a');
    const find = { text: 'SELECT * FROM moving', values: [] };
    await line.run(find, NO_RUN_OPTIONS);
    await sql(line, 'ALTER TABLE moving ADD COLUMN b int');
    await postgresTransactions.begin(line, SETTINGS);
    const cause: unknown = await line.run(find, NO_RUN_OPTIONS).catch((error: unknown) => error);
    expect(postgresErrors('postgres').translate(cause, CONTEXT)).toBeInstanceOf(ConcurrencyError);
    await postgresTransactions.rollback(line);
    await postgresTransactions.begin(line, SETTINGS);
    expect((await line.run(find, NO_RUN_OPTIONS)).rows).toEqual([['1', null]]);
    await postgresTransactions.commit(line);
    line.release(false);
  });

  it('rejects when the server ends the connection, and the pool gives another', async () => {
    const driver = await open({ poolSize: 2 });
    const line = await driver.acquire(NO_RUN_OPTIONS);
    const pid = await pidOf(line);
    const sleeping = sql(line, 'SELECT pg_sleep(20)').catch((error: unknown) => error);
    const other = await driver.acquire(NO_RUN_OPTIONS);
    await sql(other, 'SELECT pg_terminate_backend($1)', pid);
    const cause = await sleeping;
    expect(postgresErrors('postgres').translate(cause, CONTEXT)).toBeInstanceOf(ConnectionError);
    expect(postgresTransactions.isCommitAmbiguous(cause)).toBe(true);
    line.release(false);
    const next = await driver.acquire(NO_RUN_OPTIONS);
    expect(await pidOf(next)).not.toBe(pid);
    next.release(false);
    other.release(false);
  });

  it('survives the loss of a connection that nobody is using', async () => {
    const driver = await open({ poolSize: 2 });
    const idle = await driver.acquire(NO_RUN_OPTIONS);
    const other = await driver.acquire(NO_RUN_OPTIONS);
    const pid = await pidOf(idle);
    idle.release(false);
    await sql(other, 'SELECT pg_terminate_backend($1)', pid);
    await sleep(50);
    const next = await driver.acquire(NO_RUN_OPTIONS);
    expect(await sql(next, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    next.release(false);
    other.release(false);
  });

  it('does not hand on a transaction that somebody left open', async () => {
    const driver = await open({ poolSize: 1 });
    const line = await driver.acquire(NO_RUN_OPTIONS);
    const pid = await pidOf(line);
    await postgresTransactions.begin(line, SETTINGS);
    line.release(false);
    const next = await driver.acquire(NO_RUN_OPTIONS);
    expect(next.inTransaction).toBe(false);
    expect(await pidOf(next)).not.toBe(pid);
    next.release(false);
  });
});

describe('limits', () => {
  it('says after the time limit that all connections are in use, and loses none by it', async () => {
    const driver = await open({ poolSize: 1 });
    const line = await driver.acquire(NO_RUN_OPTIONS);
    const waiting = driver.acquire({ ...NO_RUN_OPTIONS, timeoutMs: 30 });
    await expect(waiting).rejects.toThrow(/in use: raise `poolSize`/);
    await expect(driver.acquire({ ...NO_RUN_OPTIONS, timeoutMs: 30 })).rejects.toThrow(TimeoutError);
    line.release(false);
    const next = await driver.acquire({ ...NO_RUN_OPTIONS, timeoutMs: 1_000 });
    next.release(false);
  });

  async function cancelled(options: Partial<RunOptions>): Promise<unknown> {
    const driver = await open({ poolSize: 2 });
    const line = await driver.acquire(NO_RUN_OPTIONS);
    const pid = await pidOf(line);
    const sleeping = line.run({ text: 'SELECT pg_sleep(20)', values: [] }, { ...NO_RUN_OPTIONS, ...options });
    const cause = await sleeping.catch((error: unknown) => error);
    expect(await runningOf(driver, pid)).toEqual([]);
    expect(await pidOf(line)).toBe(pid);
    line.release(false);
    return cause;
  }

  it('cancels a statement on the server at the time limit, and keeps the connection', async () => {
    expect(await cancelled({ timeoutMs: 40 })).toBeInstanceOf(TimeoutError);
  });

  it("cancels a statement on the server when the signal is aborted, and rejects with the signal's reason", async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 40);
    expect(await cancelled({ signal: controller.signal })).toBe(reason);
  });

  it('cuts the connection when the server takes no second one', async () => {
    const pool = new Pool({ connectionString: drivers.url, max: 1 });
    const driver = await open({ pool });
    const line = await driver.acquire(NO_RUN_OPTIONS);
    const pid = await pidOf(line);
    pool.options.port = 1;
    pool.options.connectionString = undefined;
    pool.options.host = '127.0.0.1';
    const sleeping = sql.bind(null, line, 'SELECT pg_sleep(20)');
    const limited = line.limited(sleeping, { ...NO_RUN_OPTIONS, timeoutMs: 40 });
    await expect(limited).rejects.toThrow(TimeoutError);
    line.release(false);
    expect(pid).toEqual(expect.any(Number));
    expect(pool.totalCount).toBe(0);
    await pool.end();
  });
});

describe('transactions', () => {
  it('begins at the wished isolation, read-only and with a time limit for statements', async () => {
    const line = await (await open()).acquire(NO_RUN_OPTIONS);
    await postgresTransactions.begin(line, {
      ...SETTINGS,
      isolation: 'serializable',
      readOnly: true,
      timeoutMs: 1_500,
    });
    const [row] = await sql(
      line,
      `SELECT current_setting('transaction_isolation') AS isolation, current_setting('transaction_read_only') AS r,
       current_setting('statement_timeout') AS t`,
    );
    expect(row).toEqual({ isolation: 'serializable', r: 'on', t: '1500ms' });
    await postgresTransactions.rollback(line);
    expect(line.inTransaction).toBe(false);
    line.release(false);
  });

  it('goes back to a savepoint', async () => {
    const { savepoints } = postgresTransactions;
    const line = await (await open()).acquire(NO_RUN_OPTIONS);
    await postgresTransactions.begin(line, SETTINGS);
    await savepoints?.create(line, 'one "a"');
    await expect(sql(line, 'SELECT nonsense')).rejects.toMatchObject({ code: '42703' });
    await savepoints?.rollback(line, 'one "a"');
    await savepoints?.release(line, 'one "a"');
    expect(await sql(line, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await postgresTransactions.commit(line);
    line.release(false);
  });

  it('fails a commit that the server turned into a rollback', async () => {
    const line = await (await open()).acquire(NO_RUN_OPTIONS);
    await postgresTransactions.begin(line, SETTINGS);
    await expect(sql(line, 'SELECT nonsense')).rejects.toMatchObject({ code: '42703' });
    const cause: unknown = await postgresTransactions.commit(line).catch((error: unknown) => error);
    expect(postgresErrors('postgres').translate(cause, CONTEXT)).toBeInstanceOf(SessionStateError);
    expect(postgresTransactions.isCommitAmbiguous(cause)).toBe(false);
    line.release(false);
  });
});
