import { setTimeout as sleep } from 'node:timers/promises';
import { SessionStateError, TimeoutError } from '../../../lib/errors';
import { expectError } from '../../support/expect-error';
import { find, insert, result, ScriptedEngine } from './scripted-engine';

describe('the only connection of an engine', () => {
  it('is held by a transaction for its whole life; others wait their turn', async () => {
    const engine = new ScriptedEngine({ singleConnection: true });
    const runtime = await engine.open();
    const transaction = runtime.transaction(async () => {
      await runtime.run(insert('a'));
      await sleep(10);
      await runtime.run(insert('b'));
    });
    await sleep(1);
    await Promise.all([transaction, runtime.run(find('outside')), runtime.transaction(() => runtime.run(insert('c')))]);
    expect(engine.statements).toEqual([
      'begin',
      'insert a',
      'insert b',
      'commit',
      'find outside',
      'begin',
      'insert c',
      'commit',
    ]);
  });

  it.each(['outside', 'session: null', 'new'])('is not waited for for ever from inside by `%s`', async (way) => {
    const engine = new ScriptedEngine({ singleConnection: true });
    const runtime = await engine.open({ lockTimeoutMs: 30 });
    const lost = {
      outside: () => runtime.outside(() => runtime.run(find('a'))),
      'session: null': () => runtime.run(find('a'), { session: null }),
      new: () => runtime.transaction(() => runtime.run(find('a')), { propagation: 'new' }),
    };
    const error = await runtime.transaction(() =>
      expectError(
        way === 'outside' ? lost.outside() : way === 'new' ? lost.new() : lost['session: null'](),
        SessionStateError,
      ),
    );
    expect(error.hint).toContain('async context');
    expect(engine.statements).toEqual(['begin', 'commit']);
  });

  it('is waited for as long as the holder is at work', async () => {
    const engine = new ScriptedEngine({ singleConnection: true });
    const runtime = await engine.open({ lockTimeoutMs: 30 });
    for (let index = 0; index < 6; index += 1) {
      engine.on('find slow', async () => {
        await sleep(20);
        return result([]);
      });
    }
    const transaction = runtime.transaction(async () => {
      for (let index = 0; index < 6; index += 1) await runtime.run(find('slow'));
    });
    await sleep(1);
    await runtime.run(find('patient'));
    await transaction;
    expect(engine.statements.at(-1)).toBe('find patient');
  });

  it('is waited for no longer than the call allows', async () => {
    const engine = new ScriptedEngine({ singleConnection: true });
    const runtime = await engine.open();
    const { scope } = await runtime.beginTransaction();
    await expectError(runtime.run(find('a'), { timeoutMs: 10 }), TimeoutError);
    await scope.commit();
    await runtime.run(find('b'));
    expect(engine.statements).toEqual(['begin', 'commit', 'find b']);
  });

  it('is free between the operations of a session', async () => {
    const engine = new ScriptedEngine({ singleConnection: true });
    const runtime = await engine.open({ lockTimeoutMs: 30 });
    const session = runtime.newSession();
    await session.start();
    await runtime.run(find('a'), { session });
    await runtime.run(find('b'));
    await runtime.transaction(() => runtime.run(find('c')), {}, session);
    await session.end();
    expect(engine.statements).toEqual(['find a', 'find b', 'begin', 'find c', 'commit']);
  });
});
