import { CommitAmbiguousError, ConcurrencyError } from '../../../lib/errors';
import { expectError } from '../../support/expect-error';
import { enlisted } from './enlisted';
import { find, insert, NativeError, ScriptedEngine } from './scripted-engine';

describe('a conflict', () => {
  it('runs the callback again with documents as they were, and drops what waited for the outcome', async () => {
    const engine = new ScriptedEngine().fail('insert a', 'conflict', 2);
    const runtime = await engine.open();
    const document = { value: 'before' };
    const seen: string[] = [];
    const told: string[] = [];
    await runtime.transaction(async (scope) => {
      seen.push(document.value);
      enlisted(scope, document);
      document.value = 'changed';
      scope.callbacks.onCommit(() => told.push(`commit ${scope.attempt}`));
      scope.callbacks.onRollback(() => told.push(`rollback ${scope.attempt}`));
      await runtime.run(insert('a'));
    });
    expect(seen).toEqual(['before', 'before', 'before']);
    expect(told).toEqual(['commit 3']);
    expect(document.value).toBe('changed');
  });

  it('is thrown after the last attempt, also when the callback swallowed it', async () => {
    const engine = new ScriptedEngine().fail('insert a', 'conflict', 10);
    const runtime = await engine.open();
    const retries: number[] = [];
    runtime.on('retry', (event) => retries.push(event.attempt));
    await expectError(
      runtime.transaction(() => runtime.run(insert('a')).catch(() => 'swallowed'), { maxAttempts: 3 }),
      ConcurrencyError,
    );
    expect(engine.statements.filter((statement) => statement === 'begin')).toHaveLength(3);
    expect(retries).toEqual([1, 2]);
  });

  it('at the commit runs the callback again as well', async () => {
    const engine = new ScriptedEngine().fail('commit', 'conflict');
    const runtime = await engine.open();
    let runs = 0;
    await runtime.transaction(() => {
      runs += 1;
    });
    expect(runs).toBe(2);
  });

  it('under nowait is thrown at once', async () => {
    const engine = new ScriptedEngine().fail('find a', 'conflict');
    const runtime = await engine.open();
    await expectError(
      runtime.transaction(() => runtime.run(find('a', { lock: { mode: 'nowait' } }))),
      ConcurrencyError,
    );
    expect(engine.statements).toEqual(['begin', 'find a', 'rollback']);
  });

  it('is not repeated by the handle form', async () => {
    const engine = new ScriptedEngine().fail('commit', 'conflict');
    const runtime = await engine.open();
    const { scope } = await runtime.beginTransaction();
    await expectError(scope.commit(), ConcurrencyError);
    expect(engine.statements).toEqual(['begin', 'commit', 'rollback']);
  });
});

describe('a commit of unknown outcome', () => {
  it('is sent again as a commit alone where that is safe', async () => {
    const engine = new ScriptedEngine({ commitIsRepeatable: true }).fail('commit', 'unknown-outcome', 2);
    const runtime = await engine.open();
    let runs = 0;
    await runtime.transaction(() => {
      runs += 1;
    });
    expect(runs).toBe(1);
    expect(engine.statements).toEqual(['begin', 'commit', 'commit', 'commit']);
  });

  it('is an ordinary conflict once the store says that it never took place', async () => {
    const engine = new ScriptedEngine({ commitIsRepeatable: true })
      .fail('commit', 'unknown-outcome')
      .fail('commit', 'conflict');
    const runtime = await engine.open();
    let runs = 0;
    await runtime.transaction(() => {
      runs += 1;
    });
    expect(runs).toBe(2);
    expect(engine.statements).toEqual(['begin', 'commit', 'commit', 'rollback', 'begin', 'commit']);
  });

  it('is an error elsewhere, and the callback is not run again', async () => {
    const engine = new ScriptedEngine().fail('commit', 'unknown-outcome');
    const runtime = await engine.open();
    let runs = 0;
    await expectError(
      runtime.transaction(() => {
        runs += 1;
      }),
      CommitAmbiguousError,
      { cause: expect.any(NativeError) },
    );
    expect(runs).toBe(1);
    expect(engine.released).toEqual([true]);
  });
});
