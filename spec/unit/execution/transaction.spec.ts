import { setTimeout as sleep } from 'node:timers/promises';
import {
  AfterCommitError,
  ConfigurationError,
  DuplicateKeyError,
  ReadOnlyError,
  SessionStateError,
  TimeoutError,
  UnsupportedCapabilityError,
} from '../../../lib/errors';
import type { TransactionScope } from '../../../lib/execution/transaction-scope';
import { expectError } from '../../support/expect-error';
import { enlisted } from './enlisted';
import { find, insert, result, ScriptedEngine } from './scripted-engine';

describe('a transaction by callback', () => {
  it('begins, runs what the callback starts on one connection, and commits', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    const answer = await runtime.transaction(async () => {
      await runtime.run(insert('a'));
      await runtime.run(find('a'));
      return 42;
    });
    expect(answer).toBe(42);
    expect(engine.log).toEqual(['1 begin', '1 insert a', '1 find a', '1 commit']);
    expect(engine.released).toEqual([false]);
    expect(engine.settings).toEqual([
      { isolation: 'snapshot', readOnly: false, timeoutMs: null, readConcern: null, writeConcern: null },
    ]);
  });

  it('rolls back and rethrows what the callback throws', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    const failure = new Error('no');
    await expect(
      runtime.transaction(async () => {
        await runtime.run(insert('a'));
        throw failure;
      }),
    ).rejects.toBe(failure);
    expect(engine.statements).toEqual(['begin', 'insert a', 'rollback']);
  });

  it('brings documents back to what they were when it rolls back, and leaves them when it commits', async () => {
    const runtime = await new ScriptedEngine().open();
    const document = { value: 'before' };
    const write = (scope: TransactionScope, value: string): void => {
      enlisted(scope, document);
      document.value = value;
    };
    await expect(
      runtime.transaction((scope) => {
        write(scope, 'first');
        write(scope, 'second');
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(document.value).toBe('before');
    await runtime.transaction((scope) => write(scope, 'after'));
    expect(document.value).toBe('after');
  });

  it('queues what Promise.all starts, on its one connection', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    let running = 0;
    let most = 0;
    for (const key of ['a', 'b', 'c']) {
      engine.on(`find ${key}`, async () => {
        running += 1;
        most = Math.max(most, running);
        await sleep(2);
        running -= 1;
        return result([]);
      });
    }
    await runtime.transaction(() => Promise.all(['a', 'b', 'c'].map((key) => runtime.run(find(key)))));
    expect(most).toBe(1);
    expect(engine.statements).toEqual(['begin', 'find a', 'find b', 'find c', 'commit']);
  });

  it('refuses everything after a failed statement, and cannot be committed', async () => {
    const engine = new ScriptedEngine().fail('insert a', 'duplicate');
    const runtime = await engine.open();
    const error = await expectError(
      runtime.transaction(async () => {
        await expectError(runtime.run(insert('a')), DuplicateKeyError, { key: 'a' });
        await expectError(runtime.run(find('b')), SessionStateError, { cause: expect.any(DuplicateKeyError) });
      }),
      SessionStateError,
    );
    expect(error.cause).toBeInstanceOf(DuplicateKeyError);
    expect(engine.statements).toEqual(['begin', 'insert a', 'rollback']);
  });

  it('refuses work that is left running in the background, and does not run it outside', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    let late: Promise<unknown> = Promise.resolve();
    await runtime.transaction(() => {
      late = sleep(5).then(() => runtime.run(insert('late')));
      late.catch(() => undefined);
    });
    await expectError(late, SessionStateError);
    expect(engine.statements).toEqual(['begin', 'commit']);
  });

  it('refuses writes when it is read-only, before any I/O', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    await expectError(
      runtime.transaction(() => runtime.run(insert('a')), { readOnly: true }),
      ReadOnlyError,
    );
    expect(engine.statements).toEqual(['begin', 'rollback']);
  });

  it('refuses options that make no sense', async () => {
    const runtime = await new ScriptedEngine().open();
    await expectError(
      runtime.transaction(() => 1, { maxAttempts: 0 }),
      ConfigurationError,
    );
  });

  it('is refused by an engine without transactions, before any I/O', async () => {
    const engine = new ScriptedEngine({ without: ['transaction'] });
    const runtime = await engine.open();
    await expectError(
      runtime.transaction(() => 1),
      UnsupportedCapabilityError,
      { capability: 'transaction' },
    );
    expect(engine.log).toEqual([]);
  });
});

describe('limits of a transaction', () => {
  it('end it with a timeout error and roll it back, whatever the callback waits for', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    await expectError(
      runtime.transaction(() => sleep(5_000, undefined, { ref: false }), { timeoutMs: 20 }),
      TimeoutError,
    );
    expect(engine.statements).toEqual(['begin', 'rollback']);
  });

  it('end it with the reason of the signal', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    const controller = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => controller.abort(reason), 10);
    const running = runtime.transaction(() => sleep(5_000, undefined, { ref: false }), { signal: controller.signal });
    await expect(running).rejects.toBe(reason);
    expect(engine.statements).toEqual(['begin', 'rollback']);
  });

  it('keep it from beginning when the signal is aborted already', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(runtime.transaction(() => 1, { signal })).rejects.toThrow('enough');
    expect(engine.log).toEqual([]);
  });
});

describe('after the outcome', () => {
  it('functions run in order, outside of the transaction', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    const told: string[] = [];
    await runtime.transaction((scope) => {
      scope.callbacks.onCommit(async () => {
        await sleep(2);
        await runtime.run(insert('after'));
        told.push('first');
      });
      scope.callbacks.onCommit(() => told.push('second'));
      scope.callbacks.onRollback(() => told.push('never'));
    });
    expect(told).toEqual(['first', 'second']);
    expect(engine.log).toEqual(['1 begin', '1 commit', '2 insert after']);
  });

  it('what they throw comes out once all ran', async () => {
    const runtime = await new ScriptedEngine().open();
    const told: string[] = [];
    const error = await expectError(
      runtime.transaction((scope) => {
        scope.callbacks.onCommit(() => {
          throw new Error('no mail');
        });
        scope.callbacks.onCommit(() => told.push('second'));
      }),
      AfterCommitError,
      { committed: true },
    );
    expect(error.cause).toEqual(new Error('no mail'));
    expect(told).toEqual(['second']);
  });
});
