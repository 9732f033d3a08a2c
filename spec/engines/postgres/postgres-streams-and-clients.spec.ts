import { Client, Pool } from 'pg';
import { NO_RUN_OPTIONS, type RunOptions } from '../../../lib/contract/driver';
import { POSTGRES_CAPABILITIES } from '../../../lib/engines/postgres/postgres-capabilities';
import type { PostgresConnection } from '../../../lib/engines/postgres/postgres-connection';
import { PostgresDriver } from '../../../lib/engines/postgres/postgres-driver';
import { postgresErrors } from '../../../lib/engines/postgres/postgres-errors';
import { postgresStreaming } from '../../../lib/engines/postgres/postgres-streaming';
import { postgresTransactions } from '../../../lib/engines/postgres/postgres-transactions';
import { ConnectionError, TimeoutError } from '../../../lib/errors/database-errors';
import { openedDrivers, SETTINGS, sql } from './opened-drivers';

const CONTEXT = { operation: 'find', model: null, debugValues: false };

const drivers = openedDrivers();
const { open } = drivers;

describe('streams', () => {
  const numbers = { text: 'SELECT n FROM generate_series(1, $1::int) n', values: ['25'] };
  const options = { ...NO_RUN_OPTIONS, fetchSize: 10 };

  async function chunkSizes(line: PostgresConnection): Promise<readonly number[]> {
    const sizes: number[] = [];
    for await (const rows of postgresStreaming.stream(line, numbers, options)) sizes.push(rows.length);
    return sizes;
  }

  it('reads all rows in chunks, as text', async () => {
    const line = await (await open()).acquire(NO_RUN_OPTIONS);
    expect(await chunkSizes(line)).toEqual([10, 10, 5]);
    for await (const rows of postgresStreaming.stream(line, numbers, options)) {
      expect(rows[0]).toEqual(['1']);
      break;
    }
    expect(await sql(line, 'SELECT count(*)::int AS n FROM pg_cursors')).toEqual([{ n: 0 }]);
    line.release(false);
  });

  it('lets the body of the loop use the connection of its transaction', async () => {
    const line = await (await open()).acquire(NO_RUN_OPTIONS);
    await postgresTransactions.begin(line, SETTINGS);
    const seen: unknown[] = [];
    for await (const rows of postgresStreaming.stream(line, numbers, options)) {
      seen.push(...(await sql(line, 'SELECT $1::int AS n', rows.length)));
      if (seen.length === 2) break;
    }
    expect(seen).toEqual([{ n: 10 }, { n: 10 }]);
    expect(await sql(line, 'SELECT count(*)::int AS n FROM pg_cursors')).toEqual([{ n: 0 }]);
    expect(await chunkSizes(line)).toEqual([10, 10, 5]);
    await postgresTransactions.commit(line);
    line.release(false);
  });

  it('leaves a usable connection after an error and after the time limit', async () => {
    const line = await (await open()).acquire(NO_RUN_OPTIONS);
    const read = async (text: string, limits: RunOptions): Promise<void> => {
      for await (const _rows of postgresStreaming.stream(line, { text, values: [] }, limits));
    };
    await expect(read('SELECT 1 / (5 - n) FROM generate_series(1, 9) n', options)).rejects.toMatchObject({
      code: '22012',
    });
    await expect(read('SELECT pg_sleep(20)', { ...options, timeoutMs: 40 })).rejects.toThrow(TimeoutError);
    expect(await sql(line, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    line.release(false);
  });
});

describe("clients of the caller's", () => {
  it('sets a pool up on first use and does not close it', async () => {
    const pool = new Pool({ connectionString: drivers.url, max: 1, options: '-c TimeZone=Asia/Tokyo' });
    const driver = await open({ pool });
    expect(driver.client).toBe(pool);
    const line = await driver.acquire(NO_RUN_OPTIONS);
    expect(await sql(line, "SELECT current_setting('TimeZone') AS zone")).toEqual([{ zone: 'UTC' }]);
    line.release(false);
    await driver.close();
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });

  it('lets callers take turns on a client, and does not close it', async () => {
    const client = new Client({ connectionString: drivers.url });
    await client.connect();
    const driver = await open({ client });
    expect(driver.singleConnection).toBe(true);
    const first = await driver.acquire(NO_RUN_OPTIONS);
    await expect(driver.acquire({ ...NO_RUN_OPTIONS, timeoutMs: 20 })).rejects.toThrow(TimeoutError);
    const second = driver.acquire(NO_RUN_OPTIONS);
    first.release(false);
    expect(await sql(await second, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    (await second).release(false);
    await driver.close();
    expect((await client.query('SELECT 2 AS two')).rows).toEqual([{ two: 2 }]);
    await client.end();
  });

  it('says that a server does not answer', async () => {
    const driver = new PostgresDriver({ url: 'postgres://127.0.0.1:1/none' }, POSTGRES_CAPABILITIES);
    const cause: unknown = await driver.open().catch((error: unknown) => error);
    expect(postgresErrors('postgres').translate(cause, CONTEXT)).toBeInstanceOf(ConnectionError);
    await driver.close();
  });
});
