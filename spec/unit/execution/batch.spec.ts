import { DuplicateKeyError, SessionStateError } from '../../../lib/errors';
import type { BatchScope, WriteRequest } from '../../../lib/execution/batch-scope';
import { expectError } from '../../support/expect-error';
import { find, insert, result, ScriptedEngine } from './scripted-engine';

function request(key: string, settled: string[], overrides: Partial<WriteRequest> = {}): WriteRequest {
  return {
    operation: insert(key),
    conditional: false,
    settle: () => {
      settled.push(key);
    },
    ...overrides,
  };
}

describe('a batch', () => {
  it('sends what its callback wrote, in one transaction, and settles it then', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    const settled: string[] = [];
    const outcome = await runtime.batch(async (batch) => {
      expect(await runtime.write(request('a', settled))).toBeNull();
      expect(await runtime.write(request('b', settled), { batch })).toBeNull();
      expect(runtime.inBatch()).toBe(true);
      expect(engine.log).toEqual([]);
      expect(settled).toEqual([]);
    });
    expect(outcome).toEqual({ applied: true, existing: [] });
    expect(settled).toEqual(['a', 'b']);
    expect(engine.log).toEqual(['1 begin', '1 insert a', '1 insert b', '1 commit']);
    expect(runtime.inBatch()).toBe(false);
  });

  it('sends nothing when it is empty, and nothing when its callback throws', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    const document = { value: 'before' };
    expect(await runtime.batch(() => undefined)).toEqual({ applied: true, existing: [] });
    const failing = runtime.batch(async () => {
      runtime.enlist(document, () => () => {
        document.value = 'before';
      });
      document.value = 'changed';
      await runtime.write(request('a', []));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(document.value).toBe('before');
    expect(engine.log).toEqual([]);
  });

  it('is taken back whole when a write fails', async () => {
    const engine = new ScriptedEngine().fail('insert b', 'duplicate');
    const runtime = await engine.open();
    const settled: string[] = [];
    const running = runtime.batch(async () => {
      await runtime.write(request('a', settled));
      await runtime.write(request('b', settled));
    });
    await expectError(running, DuplicateKeyError);
    expect(settled).toEqual([]);
    expect(engine.statements).toEqual(['begin', 'insert a', 'insert b', 'rollback']);
  });

  it('is taken back when a condition does not hold, and gives the rows in the way', async () => {
    const engine = new ScriptedEngine();
    engine.on('insert a', () => result([], 1));
    engine.on('find b', () => result([['b', 7]]));
    const runtime = await engine.open();
    const settled: string[] = [];
    const outcome = await runtime.batch(async () => {
      await runtime.write(request('a', settled));
      await runtime.write(request('b', settled, { conditional: true, readExisting: find('b') }));
      await runtime.write(request('c', settled));
    });
    expect(outcome).toEqual({ applied: false, existing: [{ id: 'b', size: 7 }] });
    expect(settled).toEqual([]);
    expect(engine.statements).toEqual(['begin', 'insert a', 'insert b', 'find b', 'rollback']);
  });

  it('throws what refuses a write that affected nothing', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    const running = runtime.batch(() => runtime.write(request('a', [], { refuse: () => new Error('gone') })));
    await expect(running).rejects.toThrow('gone');
    expect(engine.statements).toEqual(['begin', 'insert a', 'rollback']);
  });

  it('in a transaction is a savepoint of it', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    await runtime.transaction(async () => {
      const outcome = await runtime.batch(() => runtime.write(request('a', [], { conditional: true })));
      expect(outcome.applied).toBe(false);
      await runtime.run(insert('b'));
    });
    expect(engine.statements).toEqual([
      'begin',
      'savepoint polydoc_1',
      'insert a',
      'rollback to polydoc_1',
      'insert b',
      'commit',
    ]);
  });

  it('takes nothing after its end, and nothing that has left it', async () => {
    const engine = new ScriptedEngine();
    const runtime = await engine.open();
    let kept: BatchScope | undefined;
    await runtime.batch(async (batch) => {
      kept = batch;
      await runtime.outside(() => runtime.write(request('outside', [])));
      await runtime.write(request('null', []), { session: null });
      await runtime.run(find('read'));
    });
    await expectError(runtime.write(request('late', []), { batch: kept }), SessionStateError);
    expect(engine.statements).toEqual(['insert outside', 'insert null', 'find read']);
  });
});
