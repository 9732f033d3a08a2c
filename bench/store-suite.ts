import { deepStrictEqual, strictEqual } from 'node:assert';
import type { BenchStore } from './bench-store';
import { BenchUser, type UserRow, userRow } from './bench-user';
import { PolydocContestant } from './contestants/polydoc';
import type { RawContestant } from './contestants/raw-contestant';
import { heapPerItem } from './heap-per-item';
import { CONTROL, type Comparison, compare, type Effort, REFERENCE, type Task } from './measure';
import { streamMemory } from './stream-memory';

const BASE_ROWS = 2_000;
const BULK_ROWS = 10_000;
const STREAM_ROWS = 100_000;

/** What is measured on one engine. */
export interface StoreSuite {
  /** Opens an empty store. */
  readonly open: () => Promise<BenchStore>;
  /** The store becomes slower by being written to: every row of the report that writes begins with a new one. */
  readonly wearsOut: boolean;
  readonly bars: Readonly<Record<string, number>>;
  readonly effort: Effort;
  /** Only operations whose name contains this; empty for all. */
  readonly only: string;
  readonly onResult: (comparison: Comparison) => void;
}

/** Runs the operations one after another. */
export async function runStoreSuite(suite: StoreSuite): Promise<Comparison[]> {
  const suiteRun = new SuiteRun(suite);
  try {
    await suiteRun.begin();
    await suiteRun.checkEqual();
    console.log(`heap per tracked document: ${(await suiteRun.heapRatio()).toFixed(2)} of a plain one (bar 1.35)`);
    return await suiteRun.all();
  } finally {
    await suiteRun.end();
  }
}

class SuiteRun {
  readonly #suite: StoreSuite;
  readonly #results: Comparison[] = [];
  #store: BenchStore | null = null;
  #next = BASE_ROWS;

  constructor(suite: StoreSuite) {
    this.#suite = suite;
  }

  /** Opens the store and gives it its rows. */
  async begin(): Promise<void> {
    this.#store = await this.#suite.open();
    await BenchUser.dropTable();
    await BenchUser.syncTable();
    await this.#raw.insertAll(rowsFrom(0, BASE_ROWS));
    await this.#opened.tidy();
  }

  async end(): Promise<void> {
    const store = this.#store;
    this.#store = null;
    await store?.close();
  }

  /** Nobody wins by doing less: the same rows, types and effects. */
  async checkEqual(): Promise<void> {
    const [raw, own] = [this.#raw, this.#own];
    const { id } = userRow(42);
    const rowsOf = (read: readonly object[]): object[] => read.map((one) => raw.rowOf(one));
    deepStrictEqual([{ ...(await own.findByKey(id)) }], rowsOf([(await raw.findByKey(id)) ?? {}]));
    const sorted = (rows: readonly object[]): unknown[] => rows.map((row) => JSON.stringify(row)).sort();
    const listed = (await own.findThousand()).map((one) => ({ ...one }));
    deepStrictEqual(listed, rowsOf(await raw.findThousand()));
    strictEqual(new Set(sorted(listed)).size, 1_000);
    await this.#checkWrite([userRow(BASE_ROWS)], (contestant, [row]) => contestant.insert(row ?? userRow(0)));
    const two = rowsFrom(BASE_ROWS, 2);
    await this.#checkWrite(two, (contestant, rows) => contestant.insertAll(rows));
    await this.#checkWrite(two, async (contestant, rows) => {
      await contestant.insertAll(rows);
      for (const row of rows) await contestant.loadChangeSave(row.id, 7);
    });
    await raw.transaction([id], 7);
    await own.transaction([await own.findByKey(userRow(43).id)], 7);
    for (const number of [42, 43]) strictEqual((await own.findByKey(userRow(number).id)).visits, 7);
  }

  /** What both have written is stored as the same. */
  async #checkWrite(rows: readonly UserRow[], write: (contestant: Writer, rows: readonly UserRow[]) => Promise<void>) {
    const written: unknown[][] = [];
    for (const contestant of [this.#raw, this.#own]) {
      await write(contestant, rows);
      written.push(await Promise.all(rows.map((row) => this.#raw.stored(row.id))));
      await this.#reset();
    }
    deepStrictEqual(written[0], written[1]);
    strictEqual(written[0]?.filter((stored) => stored !== undefined).length, rows.length);
  }

  /** Memory that one document takes, as a ratio to one plain row of the client. */
  async heapRatio(): Promise<number> {
    const raw = await heapPerItem(() => this.#raw.findThousand());
    const own = await heapPerItem(() => this.#own.findThousand());
    return own / raw;
  }

  async all(): Promise<Comparison[]> {
    const ids = Array.from({ length: BASE_ROWS }, (_, number) => userRow(number).id);
    const idAt = (number: number): string => ids[(number * 7919) % BASE_ROWS] ?? '';
    await this.#operation('find by key', 300, {
      raw: repeat((number) => this.#raw.findByKey(idAt(number))),
      own: repeat((number) => this.#own.findByKey(idAt(number))),
    });
    await this.#operation('find 1,000', 8, {
      raw: repeat(() => this.#raw.findThousand()),
      own: repeat(() => this.#own.findThousand()),
    });
    await this.#inserts();
    await this.#operation('load, change, save', 150, {
      isWrite: true,
      raw: repeat((number) => this.#raw.loadChangeSave(idAt(number), this.#fresh())),
      own: repeat((number) => this.#own.loadChangeSave(idAt(number), this.#fresh())),
    });
    await this.#transactions([idAt(1), idAt(2), idAt(3)]);
    await this.#streams();
    return this.#results;
  }

  async #inserts(): Promise<void> {
    const fresh = (): UserRow => userRow(this.#fresh());
    await this.#operation('insert 1', 200, {
      isWrite: true,
      before: () => this.#reset(),
      raw: repeat(() => this.#raw.insert(fresh())),
      own: repeat(() => this.#own.insert(fresh())),
    });
    let bulk: UserRow[] = [];
    const prepare = async (): Promise<void> => {
      await this.#reset();
      bulk = rowsFrom(BASE_ROWS, BULK_ROWS);
    };
    const work: Work = {
      isWrite: true,
      before: prepare,
      raw: () => this.#raw.insertAll(bulk),
      own: () => this.#own.insertAll(bulk),
    };
    // Each round inserts 30,000 rows: a store that wears out would be another one at the end.
    await this.#operation('bulk insert 10,000', 1, work, this.#suite.wearsOut ? this.#fewRounds() : undefined);
    if (!this.#suite.wearsOut) await this.#reset();
  }

  async #transactions(ids: readonly string[]): Promise<void> {
    let users: readonly BenchUser[] = [];
    await this.#operation('transaction of 3 writes', 100, {
      isWrite: true,
      before: async () => {
        users = await BenchUser.getMany(ids);
      },
      raw: repeat(() => this.#raw.transaction(ids, this.#fresh())),
      own: repeat(() => this.#own.transaction(users, this.#fresh())),
    });
  }

  async #streams(): Promise<void> {
    const name = 'cursor over 100,000';
    if (!this.#isWanted(name)) return;
    if (this.#suite.wearsOut) await this.#renew();
    for (let start = BASE_ROWS; start < STREAM_ROWS; start += BULK_ROWS) {
      await this.#raw.insertAll(rowsFrom(start, Math.min(BULK_ROWS, STREAM_ROWS - start)));
    }
    await this.#opened.tidy();
    strictEqual(await this.#own.stream(), STREAM_ROWS);
    strictEqual(await this.#raw.stream(), STREAM_ROWS);
    const work: Work = { raw: () => this.#raw.stream(), own: () => this.#own.stream() };
    await this.#operation(name, 1, work, this.#fewRounds());
    const mebibytes = (await streamMemory(this.#own.chunks())) / 2 ** 20;
    console.log(`memory of the cursor over 100,000: ${mebibytes.toFixed(1)} MiB above idle (bar 8)`);
  }

  async #operation(name: string, times: number, work: Work, effort = this.#suite.effort): Promise<void> {
    if (!this.#isWanted(name)) return;
    if (work.isWrite === true && this.#suite.wearsOut) await this.#renew();
    const task = (contestant: string, run: Task['run']): Task =>
      work.before === undefined ? { contestant, run } : { contestant, run, before: work.before };
    const tasks = [task(REFERENCE, work.raw), task(CONTROL, work.raw), task('polydoc', work.own)];
    const result = await compare(name, this.#suite.bars[name] ?? null, times, tasks, effort);
    this.#results.push(result);
    this.#suite.onResult(result);
  }

  /** For what takes seconds. */
  #fewRounds(): Effort {
    const { rounds } = this.#suite.effort;
    return { rounds: Math.min(rounds, Math.max(5, Math.floor(rounds / 4))), warmUpRounds: 1 };
  }

  get #opened(): BenchStore {
    if (this.#store === null) throw new Error('The store is not open.');
    return this.#store;
  }

  get #raw(): RawContestant {
    return this.#opened.raw;
  }

  get #own(): PolydocContestant {
    return new PolydocContestant(this.#opened.engine);
  }

  #isWanted(name: string): boolean {
    return name.includes(this.#suite.only);
  }

  /** A number that was not used before. */
  #fresh(): number {
    this.#next += 1;
    return this.#next;
  }

  async #renew(): Promise<void> {
    await this.end();
    await this.begin();
  }

  /** Back to the base rows, with the dead ones cleared away. */
  async #reset(): Promise<void> {
    await this.#opened.removeFrom(userRow(BASE_ROWS).id);
    await this.#opened.tidy();
  }
}

/** What both contestants can do to rows. */
type Writer = Pick<RawContestant, 'insert' | 'insertAll' | 'loadChangeSave'>;

interface Work {
  readonly isWrite?: boolean;
  readonly before?: () => Promise<void>;
  readonly raw: Task['run'];
  readonly own: Task['run'];
}

function repeat(work: (number: number) => Promise<unknown>): Task['run'] {
  return async (times) => {
    for (let number = 0; number < times; number += 1) await work(number);
  };
}

function rowsFrom(start: number, count: number): UserRow[] {
  return Array.from({ length: count }, (_, index) => userRow(start + index));
}
