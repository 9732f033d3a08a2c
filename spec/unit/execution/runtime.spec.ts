import { tracingChannel } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ConnectionError,
  EngineClosedError,
  InvalidQueryError,
  SessionStateError,
  UnsupportedCapabilityError,
} from '../../../lib/errors';
import { isDebugLogOn } from '../../../lib/execution/debug-log';
import type { EngineEvent } from '../../../lib/execution/engine-event';
import { pathOf } from '../../../lib/query/field-path';
import { expectError } from '../../support/expect-error';
import { find, findAll, insert, NOTE, result, ScriptedEngine } from './scripted-engine';

describe('an operation', () => {
  it('takes a connection and gives it back, thrown away if it broke', async () => {
    const engine = new ScriptedEngine().fail('find b', 'connection');
    const runtime = await engine.open();
    await runtime.run(find('a'));
    await expectError(runtime.run(find('b')), ConnectionError, { model: 'Note', key: 'b', operation: 'find' });
    expect(engine.released).toEqual([false, true]);
  });

  it('is refused before any I/O when the engine lacks an ability', async () => {
    const engine = new ScriptedEngine({ without: ['page.offset'] });
    const runtime = await engine.open();
    await expectError(runtime.run(findAll({ skip: 1 })), UnsupportedCapabilityError, { capability: 'page.offset' });
    await expectError(runtime.run(find('a'), { consistency: 'most' }), InvalidQueryError);
    await expectError(runtime.run(find('a', { lock: { mode: 'wait' } })), SessionStateError);
    expect(engine.log).toEqual([]);
  });

  it('that can give nothing is not sent', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    expect(await runtime.run(findAll({ where: { kind: 'never' } }))).toEqual(result([]));
    expect(await runtime.run(findAll({ limit: 0 }))).toEqual(result([]));
    expect(await runtime.run(insert())).toEqual(result([]));
    expect(engine.log).toEqual([]);
  });

  it('tells the driver its limits', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open({ timeoutMs: 500 });
    await runtime.run(find('a'), { consistency: 'quorum', fetchSize: 7 });
    expect(engine.runOptions[0]).toMatchObject({ consistency: 'quorum', fetchSize: 7, signal: null });
    expect(engine.runOptions[0]?.timeoutMs).toBeLessThanOrEqual(500);
    const session = runtime.newSession({ consistency: 'one', timeoutMs: 100 });
    await session.start();
    await runtime.run(find('a'), { session });
    expect(engine.runOptions[1]?.consistency).toBe('one');
    expect(engine.runOptions[1]?.timeoutMs).toBeLessThanOrEqual(100);
    await session.end();
  });
});

describe('a stream', () => {
  const [id, size] = NOTE.fields.map(pathOf);
  if (id === undefined || size === undefined) throw new Error('The model has two fields.');
  const orderBy = [{ path: id, direction: 'asc', nulls: 'first' } as const];

  it('reads keyset pages, and no more than are asked for', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    engine.on('find always limit 2', () => result([['a'], ['b']]));
    engine.on('find compare limit 2', () => result([['c'], ['d']]));
    const seen: unknown[] = [];
    for await (const rows of runtime.stream(findAll({ orderBy }), {}, 2)) seen.push(...rows);
    expect(seen).toEqual([['a'], ['b'], ['c'], ['d']]);
    expect(engine.statements).toEqual(['find always limit 2', 'find compare limit 2', 'find compare limit 2']);
  });

  it('stops at the limit and when the loop is left', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    engine.on('find always limit 2', () => result([['a'], ['b']]));
    engine.on('find compare limit 1', () => result([['c']]));
    let rows = 0;
    for await (const page of runtime.stream(findAll({ orderBy, limit: 3 }), {}, 2)) rows += page.length;
    expect(rows).toBe(3);
    engine.on('find always limit 2', () => result([['a'], ['b']]));
    for await (const page of runtime.stream(findAll({ orderBy }), {}, 2)) {
      expect(page).toHaveLength(2);
      break;
    }
    expect(engine.statements).toEqual(['find always limit 2', 'find compare limit 1', 'find always limit 2']);
  });

  it('in an order by distance is read at once, and is refused by an engine without vectors', async () => {
    const nearest = [{ path: size, direction: 'asc', nulls: 'last', near: new Float32Array(2) } as const, ...orderBy];
    const seen: unknown[] = [];
    const able = new ScriptedEngine().on('find always', () => result([['a'], ['b'], ['c']]));
    for await (const rows of (await able.open()).stream(findAll({ orderBy: nearest }), {}, 2)) seen.push(rows);
    expect(seen).toEqual([[['a'], ['b']], [['c']]]);
    expect(able.statements).toEqual(['find always']);

    const unable = new ScriptedEngine({ without: ['vector'] });
    const runtime = await unable.open();
    const lacking = { capability: 'vector' } as const;
    await expectError(runtime.run(findAll({ orderBy: nearest })), UnsupportedCapabilityError, lacking);
    await expectError(
      async () => {
        for await (const rows of runtime.stream(findAll({ orderBy: nearest }), {}, 2)) seen.push(rows);
      },
      UnsupportedCapabilityError,
      lacking,
    );
    expect(unable.log).toEqual([]);
  });

  it('lets its body use the only connection', async () => {
    const engine = new ScriptedEngine({ singleConnection: true });
    const runtime = await engine.open({ lockTimeoutMs: 50 });
    engine.on('find always limit 1', () => result([['a']]));
    await runtime.transaction(async () => {
      for await (const [row] of runtime.stream(findAll({ orderBy }), {}, 1)) {
        expect(row).toEqual(['a']);
        await runtime.run(insert('copy'));
      }
    });
    expect(engine.statements).toEqual([
      'begin',
      'find always limit 1',
      'insert copy',
      'find compare limit 1',
      'commit',
    ]);
  });

  it('reads what it is ordered by behind the selection', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    engine.on('find always limit 1', () => result([[7, 'a']]));
    const pages: unknown[] = [];
    for await (const page of runtime.stream(findAll({ orderBy, selection: [size] }), {}, 1)) pages.push(page);
    expect(pages).toEqual([[[7, 'a']]]);
    expect(engine.statements).toEqual(['find always limit 1', 'find compare limit 1']);
  });
});

describe('closing', () => {
  it('waits for whole transactions, lets nothing new in, and is idempotent', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    const transaction = runtime.transaction(async () => {
      await sleep(10);
      await runtime.run(insert('a'));
    });
    await sleep(1);
    const closing = runtime.close();
    await expectError(runtime.run(find('a')), EngineClosedError);
    await expectError(
      runtime.transaction(() => 1),
      EngineClosedError,
    );
    await Promise.all([closing, runtime.close(), transaction]);
    expect(engine.statements).toEqual(['begin', 'insert a', 'commit']);
    expect(engine.closed).toBe(1);
    await expectError(runtime.run(find('a')), EngineClosedError);
    await expectError(runtime.ping(), EngineClosedError);
  });

  it('takes connections back after its time is up', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    const { scope } = await runtime.beginTransaction();
    await runtime.close({ timeoutMs: 5 });
    expect(engine.released).toEqual([true]);
    await expectError(runtime.run(find('a'), { session: scope }), EngineClosedError);
  });
});

describe('observation', () => {
  it('tells listeners of operations, failed ones included, until they stop', async () => {
    const engine = new ScriptedEngine().fail('find b', 'other');
    engine.on('find a', () => result([['a']]));
    const runtime = await engine.open({ slowMs: 0 });
    const events: EngineEvent[] = [];
    const slow: EngineEvent[] = [];
    const stop = runtime.on('operation', (event) => events.push(event));
    runtime.on('slow', (event) => slow.push(event));
    await runtime.run(find('a'));
    await runtime.run(find('b')).catch(() => undefined);
    stop();
    await runtime.execute('select 1');
    expect(events).toEqual([
      {
        engine: 'postgres',
        model: 'Note',
        operation: 'find',
        statement: 'find a',
        durationMs: expect.any(Number),
        rows: 1,
        attempt: 1,
      },
      expect.objectContaining({ statement: 'find b', rows: 0, error: expect.any(Error) }),
    ]);
    expect(slow.map((event) => event.statement)).toEqual(['find a', 'find b', 'select 1']);
  });

  it('publishes to the tracing channels', async () => {
    const runtime = await new ScriptedEngine().open();
    const messages: string[] = [];
    const note = (name: string) => (message: object) => {
      messages.push(`${name} ${'operation' in message ? String(message.operation) : ''}`);
    };
    const ignore = (): void => undefined;
    const handlers = { start: note('start'), end: ignore, asyncStart: ignore, asyncEnd: note('end'), error: ignore };
    const operations = tracingChannel('polydoc:operation');
    const transactions = tracingChannel('polydoc:transaction');
    operations.subscribe(handlers);
    transactions.subscribe(handlers);
    try {
      await runtime.transaction(() => runtime.run(find('a')));
    } finally {
      operations.unsubscribe(handlers);
      transactions.unsubscribe(handlers);
    }
    await runtime.run(find('b'));
    expect(messages).toEqual(['start transaction', 'start find', 'end find', 'end transaction']);
  });

  it('is not disturbed by a listener that throws', async () => {
    const runtime = await new ScriptedEngine().open();
    const warnings = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    try {
      runtime.on('operation', () => {
        throw new Error('listener');
      });
      await runtime.run(find('a'));
      expect(warnings.mock.calls).toEqual([[expect.stringContaining('listener')]]);
    } finally {
      warnings.mockRestore();
    }
  });

  it.each([
    ['polydoc:*', true],
    ['*', true],
    ['other,polydoc:operation', true],
    ['polydoc:*,-polydoc:operation', false],
    ['polydoc:transaction', false],
    ['', false],
  ])('DEBUG=%s turns the log of operations on: %s', (setting, isOn) => {
    expect(isDebugLogOn('polydoc:operation', setting)).toBe(isOn);
  });
});
