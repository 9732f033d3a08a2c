import { CAPABILITIES, type Capability } from '../../../lib';
import { type ContractRunner, describeEngineContract, recordingEngine } from '../../../lib/testing';

/** A runner that runs nothing by itself. */
class CollectingRunner implements ContractRunner {
  readonly checks = new Map<string, () => Promise<void>>();
  readonly #before: (() => Promise<void>)[] = [];
  readonly #after: (() => Promise<void>)[] = [];
  #titles: readonly string[] = [];

  describe(title: string, body: () => void): void {
    const outer = this.#titles;
    this.#titles = [...outer, title];
    body();
    this.#titles = outer;
  }

  it(title: string, check: () => Promise<void>): void {
    this.checks.set([...this.#titles.slice(1), title].join(' '), check);
  }

  before(prepare: () => Promise<void>): void {
    this.#before.push(prepare);
  }

  after(tidy: () => Promise<void>): void {
    this.#after.push(tidy);
  }

  /** Titles of the checks that fail. */
  async run(): Promise<readonly string[]> {
    for (const prepare of this.#before) await prepare();
    const failed: string[] = [];
    for (const [title, check] of this.checks) await check().catch(() => failed.push(title));
    for (const tidy of this.#after) await tidy();
    return failed;
  }
}

function contractOf(without: readonly Capability[]): CollectingRunner {
  const runner = new CollectingRunner();
  const open = () => recordingEngine('postgres', { without });
  const { capabilities } = open();
  describeEngineContract('a recorder', async () => open(), capabilities, runner);
  return runner;
}

/** Abilities whose refusal the contract proves by a call. */
const REFUSED: readonly Capability[] = [
  'transaction',
  'write.ifNotExists',
  'write.ifConditions',
  'write.increment',
  'write.timestamp',
  'ttl.record',
  'ttl.field',
  'lock.row',
  'consistency',
  'query.or',
  'query.not',
  'query.like',
  'query.regex',
  'query.allowFiltering',
  'query.perPartitionLimit',
  'query.hint',
  'query.readPreference',
  'page.offset',
  'token',
];

describe('describeEngineContract', () => {
  it('proves the refusal of what an engine lacks, and asks nothing else of it', async () => {
    const runner = contractOf(CAPABILITIES);
    const failed = await runner.run();
    const refusals = [...runner.checks.keys()].filter((title) => title.startsWith('capabilities refuses'));
    expect(refusals).toEqual(
      expect.arrayContaining(REFUSED.map((name) => `capabilities refuses ${name} without sending anything`)),
    );
    expect(failed.filter((title) => title.startsWith('capabilities'))).toEqual([]);
    expect([...runner.checks.keys()].filter((title) => /^(transactions|counters|time to live)/.test(title))).toEqual(
      [],
    );
  });

  it('proves refusals inside of what an engine has', async () => {
    const runner = contractOf([
      'savepoint',
      'transaction.readOnly',
      'isolation.snapshot',
      'lock.nowait',
      'lock.skipLocked',
    ]);
    const failed = await runner.run();
    const proved = [...runner.checks.keys()].filter((title) => title.startsWith('capabilities refuses'));
    expect(proved).toEqual(
      expect.arrayContaining([
        'capabilities refuses savepoint without sending anything',
        'capabilities refuses transaction.readOnly without sending anything',
        'capabilities refuses isolation.snapshot without sending anything',
        'capabilities refuses lock.nowait without sending anything',
        'capabilities refuses lock.skipLocked without sending anything',
      ]),
    );
    expect(failed.filter((title) => title.startsWith('capabilities'))).toEqual([]);
  });

  it('fails on a store that keeps nothing', async () => {
    const runner = contractOf([]);
    const failed = await runner.run();
    expect(failed).toEqual(
      expect.arrayContaining([
        'insert and get reads back what was inserted, as an own document',
        'insert and get refuses to insert over an existing row',
        'save writes the changed fields of a loaded document, and no others',
        'version refuses to save over a change that was not read',
        'filters treat null alike everywhere',
        'queries sort null as the smallest, unless told otherwise',
        'values read back equal: decimals',
        'bulk writes are all or nothing, and say per item what happened',
        'transactions commit when the callback returns, ambient and explicit',
        'counters begin at 0 and add up',
        'schema is in sync once it was synchronized',
      ]),
    );
    expect(failed).not.toContain('filters that cannot be meant are refused before anything is sent');
    expect(failed.length).toBeGreaterThan(runner.checks.size / 2);
  });
});
