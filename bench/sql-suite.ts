import { deepStrictEqual, strictEqual } from 'node:assert';
import type { ConnectedEngine } from '../lib';
import { BenchUser, COLUMNS, type UserRow, userRow } from './bench-user';
import { PolydocContestant } from './contestants/polydoc';
import { RawContestant } from './contestants/raw';
import type { SqlClient } from './contestants/sql-client';
import { CONTROL, type Comparison, compare, type Effort, REFERENCE, type Task } from './measure';

const BASE_ROWS = 2_000;
const BULK_ROWS = 10_000;
const STREAM_ROWS = 100_000;

/** What is measured on one SQL engine. */
export interface SqlSuite {
  readonly client: SqlClient;
  readonly engine: ConnectedEngine;
  readonly bars: Readonly<Record<string, number>>;
  readonly effort: Effort;
  /** Only operations whose name contains this; empty for all. */
  readonly only: string;
  readonly onResult: (comparison: Comparison) => void;
}

/** Runs the operations one after another. */
export async function runSqlSuite(suite: SqlSuite): Promise<Comparison[]> {
  const suiteRun = new SuiteRun(suite);
  await suiteRun.prepare();
  await suiteRun.checkEqual();
  console.log(`heap per tracked document: ${(await suiteRun.heapRatio()).toFixed(2)} of a plain row (bar 1.35)`);
  return suiteRun.all();
}

const HEAP_LISTS = 30;

/** Bytes that stay on the heap for each item of lists that are kept. */
async function heapPerItem(load: () => Promise<readonly object[]>): Promise<number> {
  const kept: (readonly object[])[] = [await load()];
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let list = 0; list < HEAP_LISTS; list += 1) kept.push(await load());
  globalThis.gc?.();
  const bytes = process.memoryUsage().heapUsed - before;
  return bytes / kept.slice(1).reduce((sum, items) => sum + items.length, 0);
}

class SuiteRun {
  readonly #suite: SqlSuite;
  readonly #raw: RawContestant;
  readonly #polydoc: PolydocContestant;
  readonly #results: Comparison[] = [];
  #next = BASE_ROWS;

  constructor(suite: SqlSuite) {
    this.#suite = suite;
    this.#raw = new RawContestant(suite.client);
    this.#polydoc = new PolydocContestant(suite.engine);
  }

  async prepare(): Promise<void> {
    await BenchUser.dropTable();
    await BenchUser.syncTable();
    await this.#raw.insertAll(rowsFrom(0, BASE_ROWS));
    await this.#vacuum();
  }

  /** Nobody wins by doing less: the same rows, types and effects. */
  async checkEqual(): Promise<void> {
    const { id } = userRow(42);
    const document = await this.#polydoc.findByKey(id);
    deepStrictEqual({ ...document }, { ...(await this.#raw.findByKey(id)) });
    const [own, raw] = [await this.#polydoc.findThousand(), await this.#raw.findThousand()];
    deepStrictEqual(
      own.map((one) => ({ ...one })),
      raw.map((one) => ({ ...one })),
    );
    await this.#polydoc.insert(userRow(BASE_ROWS));
    await this.#raw.insert(userRow(BASE_ROWS + 1));
    deepStrictEqual(await this.#raw.findByKey(userRow(BASE_ROWS).id), { ...userRow(BASE_ROWS) });
    await this.#polydoc.insertAll([userRow(BASE_ROWS + 2), userRow(BASE_ROWS + 3)]);
    deepStrictEqual(await this.#raw.findByKey(userRow(BASE_ROWS + 3).id), { ...userRow(BASE_ROWS + 3) });
    await this.#polydoc.loadChangeSave(id, 7);
    strictEqual((await BenchUser.get(id)).visits, 7);
    await this.#reset();
  }

  /** Heap that one document takes, as a ratio to one plain row of the client. */
  async heapRatio(): Promise<number> {
    const raw = await heapPerItem(() => this.#raw.findThousand());
    const own = await heapPerItem(() => this.#polydoc.findThousand());
    return own / raw;
  }

  async all(): Promise<Comparison[]> {
    const ids = Array.from({ length: BASE_ROWS }, (_, number) => userRow(number).id);
    const idAt = (number: number): string => ids[(number * 7919) % BASE_ROWS] ?? '';
    const { own, raw } = { own: this.#polydoc, raw: this.#raw };
    await this.#operation('find by key', 300, {
      raw: repeat((number) => raw.findByKey(idAt(number))),
      own: repeat((number) => own.findByKey(idAt(number))),
    });
    await this.#operation('find 1,000', 8, {
      raw: repeat(() => raw.findThousand()),
      own: repeat(() => own.findThousand()),
    });
    await this.#inserts();
    await this.#operation('load, change, save', 150, {
      raw: repeat((number) => raw.loadChangeSave(idAt(number), this.#fresh())),
      own: repeat((number) => own.loadChangeSave(idAt(number), this.#fresh())),
    });
    await this.#transactions(idAt);
    await this.#streams();
    return this.#results;
  }

  async #inserts(): Promise<void> {
    const fresh = (): UserRow => userRow(this.#fresh());
    const before = (): Promise<void> => this.#reset();
    await this.#operation('insert 1', 200, {
      before,
      raw: repeat(() => this.#raw.insert(fresh())),
      own: repeat(() => this.#polydoc.insert(fresh())),
    });
    let bulk: UserRow[] = [];
    const prepare = async (): Promise<void> => {
      await this.#reset();
      bulk = rowsFrom(BASE_ROWS, BULK_ROWS);
    };
    await this.#operation('bulk insert 10,000', 1, {
      before: prepare,
      raw: () => this.#raw.insertAll(bulk),
      own: () => this.#polydoc.insertAll(bulk),
    });
    await this.#reset();
  }

  async #transactions(idAt: (number: number) => string): Promise<void> {
    const ids = [idAt(1), idAt(2), idAt(3)];
    const users = await BenchUser.getMany(ids);
    await this.#operation('transaction of 3 writes', 100, {
      raw: repeat(() => this.#raw.transaction(ids, this.#fresh())),
      own: repeat(() => this.#polydoc.transaction(users, this.#fresh())),
    });
  }

  async #streams(): Promise<void> {
    const name = 'cursor over 100,000';
    if (!this.#isWanted(name)) return;
    for (let start = BASE_ROWS; start < STREAM_ROWS; start += BULK_ROWS) {
      await this.#raw.insertAll(rowsFrom(start, Math.min(BULK_ROWS, STREAM_ROWS - start)));
    }
    await this.#vacuum();
    strictEqual(await this.#polydoc.stream(), STREAM_ROWS);
    strictEqual(await this.#raw.stream(), STREAM_ROWS);
    const effort = { rounds: Math.max(5, Math.floor(this.#suite.effort.rounds / 4)), warmUpRounds: 1 };
    await this.#operation(name, 1, { raw: () => this.#raw.stream(), own: () => this.#polydoc.stream() }, effort);
  }

  async #operation(
    name: string,
    times: number,
    work: { readonly before?: () => Promise<void>; readonly raw: Task['run']; readonly own: Task['run'] },
    effort = this.#suite.effort,
  ): Promise<void> {
    if (!this.#isWanted(name)) return;
    const task = (contestant: string, run: Task['run']): Task =>
      work.before === undefined ? { contestant, run } : { contestant, run, before: work.before };
    const tasks = [task(REFERENCE, work.raw), task(CONTROL, work.raw), task('polydoc', work.own)];
    const result = await compare(name, this.#suite.bars[name] ?? null, times, tasks, effort);
    this.#results.push(result);
    this.#suite.onResult(result);
  }

  #isWanted(name: string): boolean {
    return name.includes(this.#suite.only);
  }

  /** A number that was not used before. */
  #fresh(): number {
    this.#next += 1;
    return this.#next;
  }

  /** Back to the base rows, with the dead ones cleared away. */
  async #reset(): Promise<void> {
    await this.#suite.client.query('', 'DELETE FROM bench_user WHERE id >= $1', [userRow(BASE_ROWS).id]);
    await this.#vacuum();
  }

  async #vacuum(): Promise<void> {
    await this.#suite.client.query('', 'VACUUM ANALYZE bench_user', []);
  }
}

function repeat(work: (number: number) => Promise<unknown>): Task['run'] {
  return async (times) => {
    for (let number = 0; number < times; number += 1) await work(number);
  };
}

function rowsFrom(start: number, count: number): UserRow[] {
  return Array.from({ length: count }, (_, index) => userRow(start + index));
}

/** Number of columns that both sides read, for the report. */
export const FIELD_COUNT = COLUMNS.length;
