import { setTimeout as sleep } from 'node:timers/promises';
import type { ChangeChunk, ChangeFeed, ChangeSource, RowChange } from '../../../lib/contract/change-feed';
import {
  ConnectionError,
  EngineClosedError,
  InvalidQueryError,
  SchemaError,
  UnsupportedCapabilityError,
} from '../../../lib/errors';
import { EngineRuntime } from '../../../lib/execution/engine-runtime';
import type { WatchOperation } from '../../../lib/query/operation';
import { ALWAYS } from '../../../lib/query/predicate';
import { ValueProblem } from '../../../lib/types/value-problem';
import { expectError } from '../../support/expect-error';
import { NativeError, NOTE, ScriptedEngine, type ScriptOptions, scriptedContract } from './scripted-engine';

/** What one opening does: fails, or gives these chunks and then what comes last. */
interface Opening {
  readonly fails?: unknown;
  readonly chunks?: readonly (readonly string[])[];
  /** An error to end with, or null to wait from then on. */
  readonly last?: unknown;
  readonly waitsMs?: number;
}

/** Changes by script: the token is the number of changes that were given. */
class ScriptedFeed implements ChangeFeed {
  readonly openedAfter: (string | null)[] = [];
  readonly #openings: Opening[];
  closed = 0;
  /** How often a chunk was asked for. */
  asked = 0;

  constructor(...openings: Opening[]) {
    this.#openings = openings;
  }

  async open({ after }: WatchOperation): Promise<ChangeSource> {
    this.openedAfter.push(after);
    const { fails, chunks = [], last = null, waitsMs = 0 } = this.#openings.shift() ?? {};
    await sleep(waitsMs);
    if (fails !== undefined) throw fails;
    let token = Number(after ?? 0);
    const left = [...chunks];
    return {
      get token() {
        return String(token);
      },
      next: (): Promise<ChangeChunk> => {
        this.asked += 1;
        const keys = left.shift();
        if (keys === undefined) return last === null ? new Promise(() => undefined) : Promise.reject(last);
        const changes = keys.map((key): RowChange => {
          token += 1;
          return { type: 'insert', key: [key], row: null, changed: null, token: String(token) };
        });
        return Promise.resolve({ changes, token: String(token) });
      },
      close: async () => {
        this.closed += 1;
      },
    };
  }
}

const OPERATION: WatchOperation = { kind: 'watch', model: NOTE, where: ALWAYS, after: null, selection: [] };

async function open(feed: ScriptedFeed | null, script: ScriptOptions = {}): Promise<EngineRuntime> {
  return EngineRuntime.open({ ...scriptedContract(new ScriptedEngine(script)), changes: feed });
}

const keysOf = (changes: readonly RowChange[] | null): unknown => changes?.flatMap(({ key }) => key);

describe('watched rows', () => {
  it('go on after a lost connection where they were, as often as need be', async () => {
    const lost = new NativeError('connection');
    const feed = new ScriptedFeed(
      { chunks: [['a'], ['b', 'c']], last: lost },
      { fails: lost },
      { fails: lost },
      { chunks: [[], ['d']], last: lost },
      { chunks: [['e']] },
    );
    const runtime = await open(feed);
    const attempts: number[] = [];
    runtime.on('retry', ({ operation, attempt }) => attempts.push(operation === 'watch' ? attempt : -1));
    const rows = runtime.watch(OPERATION, {});
    for (const expected of [['a'], ['b', 'c'], ['d'], ['e']]) expect(keysOf(await rows.next())).toEqual(expected);
    expect(feed.openedAfter).toEqual([null, '3', '3', '3', '4']);
    expect(attempts).toEqual([1, 2, 3, 1]);
    expect(rows.token).toBe('5');
    await rows.close();
    expect(feed.closed).toBe(3);
    await runtime.close();
  });

  it('ask for a chunk only when they are asked', async () => {
    const feed = new ScriptedFeed({ chunks: [['a'], ['b']] });
    const rows = (await open(feed)).watch(OPERATION, {});
    await rows.open();
    await sleep(5);
    expect(feed.asked).toBe(0);
    await rows.next();
    await sleep(5);
    expect(feed.asked).toBe(1);
  });

  it('fail at once when they cannot be begun', async () => {
    const rows = (await open(new ScriptedFeed({ fails: new NativeError('connection') }))).watch(OPERATION, {});
    await expectError(rows.open(), ConnectionError, { model: 'Note', operation: 'watch' });
    await expectError(rows.next(), ConnectionError);
  });

  it('end with an error that going on would not mend, told once', async () => {
    const gone = new SchemaError('The table is gone.', {});
    const feed = new ScriptedFeed({ chunks: [['a']], last: gone });
    const rows = (await open(feed)).watch(OPERATION, {});
    await rows.next();
    await expect(rows.next()).rejects.toBe(gone);
    expect(await rows.next()).toBeNull();
    expect(feed.closed).toBe(1);
    expect(feed.openedAfter).toHaveLength(1);
  });

  it('refuse what the engine cannot do, and operands that make no sense to it', async () => {
    const feed = new ScriptedFeed({ fails: new ValueProblem('text', 'must not be that', ['title']) });
    const without = await open(feed, { without: ['watch'] });
    await expectError(without.watch(OPERATION, {}).open(), UnsupportedCapabilityError, { capability: 'watch' });
    expect(feed.openedAfter).toEqual([]);
    await expectError((await open(null)).watch(OPERATION, {}).open(), UnsupportedCapabilityError);
    await expectError((await open(feed)).watch(OPERATION, {}).open(), InvalidQueryError, { path: 'title' });
  });

  it('end with the engine, which does not wait for them, also while they are begun', async () => {
    const late = new ScriptedFeed({ waitsMs: 20 });
    const runtime = await open(late);
    const opening = runtime.watch(OPERATION, {});
    const opened = opening.open();
    await runtime.close({ timeoutMs: 1 });
    await opened;
    expect(await opening.next()).toBeNull();
    await sleep(40);
    expect(late.closed).toBe(1);
    await expectError(runtime.watch(OPERATION, {}).open(), EngineClosedError);
  });

  it('end with their signal, whose reason is told once', async () => {
    const feed = new ScriptedFeed({ chunks: [['a']] });
    const runtime = await open(feed);
    const controller = new AbortController();
    const rows = runtime.watch(OPERATION, { signal: controller.signal });
    await rows.next();
    controller.abort('why');
    await expect(rows.next()).rejects.toBe('why');
    expect(await rows.next()).toBeNull();
    expect(feed.closed).toBe(1);
    await expect(runtime.watch(OPERATION, { signal: controller.signal }).open()).rejects.toBe('why');
    expect(feed.openedAfter).toHaveLength(1);
  });

  it('are told to observers as one operation, with the number of changes', async () => {
    const runtime = await open(new ScriptedFeed({ chunks: [['a', 'b'], ['c']] }));
    const events: unknown[] = [];
    runtime.on('operation', ({ operation, model, rows, error }) => events.push([operation, model, rows, error]));
    const rows = runtime.watch(OPERATION, {});
    await rows.next();
    await rows.next();
    expect(events).toEqual([]);
    await rows.close();
    expect(events).toEqual([['watch', 'Note', 3, undefined]]);
  });
});
