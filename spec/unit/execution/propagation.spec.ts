import { setTimeout as sleep } from 'node:timers/promises';
import { DuplicateKeyError, SessionStateError, UnsupportedCapabilityError } from '../../../lib/errors';
import { expectError } from '../../support/expect-error';
import { find, insert, ScriptedEngine } from './scripted-engine';

describe('a transaction inside another', () => {
  it('joins it', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    await runtime.transaction(async () => {
      await runtime.transaction(() => runtime.run(insert('a')));
    });
    expect(engine.log).toEqual(['1 begin', '1 insert a', '1 commit']);
  });

  it('that joined and failed leaves the outer one nothing but a rollback', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    const inner = new Error('inner');
    const error = await expectError(
      runtime.transaction(async () => {
        await runtime
          .transaction(() => {
            throw inner;
          })
          .catch(() => undefined);
      }),
      SessionStateError,
    );
    expect(error.cause).toBe(inner);
    expect(engine.statements).toEqual(['begin', 'rollback']);
  });

  it('with `savepoint` fails alone', async () => {
    const engine = new ScriptedEngine().fail('insert b', 'duplicate');
    const runtime = await engine.open();
    await runtime.transaction(async () => {
      await runtime.run(insert('a'));
      const inner = runtime.transaction(() => runtime.run(insert('b')), { propagation: 'savepoint' });
      await expectError(inner, DuplicateKeyError);
      await runtime.run(insert('c'));
    });
    expect(engine.statements).toEqual([
      'begin',
      'insert a',
      'savepoint polydoc_1',
      'insert b',
      'rollback to polydoc_1',
      'insert c',
      'commit',
    ]);
  });

  it('with `savepoint` keeps what was started beside it out', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    await runtime.transaction(async () => {
      const inner = runtime.transaction(
        async () => {
          await sleep(5);
          await runtime.run(insert('inside'));
        },
        { propagation: 'savepoint' },
      );
      await Promise.all([inner, runtime.run(insert('beside'))]);
    });
    expect(engine.statements).toEqual([
      'begin',
      'savepoint polydoc_1',
      'insert inside',
      'release polydoc_1',
      'insert beside',
      'commit',
    ]);
  });

  it('with `savepoint` takes what is addressed to the outer one from inside', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    await runtime.transaction((outer) =>
      runtime.transaction(() => runtime.run(insert('a'), { session: outer }), { propagation: 'savepoint' }),
    );
    expect(engine.statements).toEqual(['begin', 'savepoint polydoc_1', 'insert a', 'release polydoc_1', 'commit']);
  });

  it('with `savepoint` gives documents back their state at its begin, or at that of the outer one', async () => {
    const runtime = await new ScriptedEngine().open();
    const document = { value: 'before' };
    const write = (value: string): void => {
      const old = document.value;
      runtime.enlist(document, () => () => {
        document.value = old;
      });
      document.value = value;
    };
    const seen: string[] = [];
    const outer = runtime.transaction(async () => {
      write('outer');
      const inner = runtime.transaction(() => write('inner'), { propagation: 'savepoint' });
      await inner;
      const failing = runtime.transaction(
        () => {
          write('failing');
          throw new Error('inner');
        },
        { propagation: 'savepoint' },
      );
      await failing.catch(() => undefined);
      seen.push(document.value);
      throw new Error('outer');
    });
    await expect(outer).rejects.toThrow('outer');
    expect(seen).toEqual(['inner']);
    expect(document.value).toBe('before');
  });

  it('with `savepoint` begins one where there is none', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    await runtime.transaction(() => 1, { propagation: 'savepoint' });
    expect(engine.statements).toEqual(['begin', 'commit']);
  });

  it('with `savepoint` is refused by an engine without', async () => {
    const runtime = await new ScriptedEngine({ without: ['savepoint'] }).open();
    await expectError(
      runtime.transaction(() => 1, { propagation: 'savepoint' }),
      UnsupportedCapabilityError,
      { capability: 'savepoint' },
    );
  });

  it('with `new` is one of its own', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    await runtime.transaction(() => runtime.transaction(() => runtime.run(insert('a')), { propagation: 'new' }));
    expect(engine.log).toEqual(['1 begin', '2 begin', '2 insert a', '2 commit', '1 commit']);
  });

  it('with `never` is refused, and is one of its own where there is none', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    await runtime.transaction(() => 1, { propagation: 'never' });
    await expectError(
      runtime.transaction(() => runtime.transaction(() => 1, { propagation: 'never' })),
      SessionStateError,
    );
  });
});

describe('the scope of a call', () => {
  it('is left by `outside` and by `session: null`', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    await runtime.transaction(async () => {
      await runtime.outside(() => runtime.run(insert('a')));
      await runtime.run(insert('b'), { session: null });
      await runtime.run(insert('c'));
    });
    expect(engine.log).toEqual(['1 begin', '2 insert a', '3 insert b', '1 insert c', '1 commit']);
  });

  it('is that of the session it names, whatever is around it', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    const other = await runtime.beginTransaction();
    await runtime.transaction(() => runtime.run(insert('a'), { session: other.scope }));
    await other.scope.commit();
    expect(engine.log).toEqual(['1 begin', '2 begin', '1 insert a', '2 commit', '1 commit']);
  });

  it('is not that of another engine', async () => {
    const first = new ScriptedEngine();
    const second = new ScriptedEngine();
    const [one, two] = [await first.open(), await second.open()];
    await one.transaction(async (scope) => {
      await two.run(find('a'));
      await expectError(two.run(find('b'), { session: scope }), SessionStateError);
    });
    expect(second.statements).toEqual(['find a']);
  });

  it('is the handle, while it is open, for what is addressed to its session', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    const session = runtime.newSession();
    await session.start();
    const { scope } = await runtime.beginTransaction({}, session);
    await runtime.run(insert('a'), { session });
    await scope.rollback();
    await runtime.run(insert('b'), { session });
    await session.end();
    expect(engine.log).toEqual(['1 begin', '1 insert a', '1 rollback', '1 insert b']);
    expect(engine.released).toEqual([false]);
  });
});

describe('misuse of a session', () => {
  it('is refused in every state', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    const session = runtime.newSession();
    expect(() => session.driverSession()).toThrow(SessionStateError);
    await expectError(session.end(), SessionStateError);
    await expectError(runtime.run(find('a'), { session }), SessionStateError);
    await expectError(
      runtime.transaction(() => 1, {}, session),
      SessionStateError,
    );
    await session.start();
    await expectError(session.start(), SessionStateError);
    const { scope } = await runtime.beginTransaction({}, session);
    await expectError(session.end(), SessionStateError);
    await scope.rollback();
    await expectError(scope.rollback(), SessionStateError);
    await expectError(scope.commit(), SessionStateError);
    await session.end();
    await expectError(session.end(), SessionStateError);
    await expectError(session.start(), SessionStateError);
    await expectError(runtime.run(find('a'), { session }), SessionStateError);
    expect(engine.statements).toEqual(['begin', 'rollback']);
  });
});
