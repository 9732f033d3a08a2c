import assert from 'node:assert/strict';
import { ConflictError } from '../../../errors/outcome-errors';
import type { ContractSuite } from './contract-suite';
import { ContractTask } from './models/contract-task';
import { rejection } from './rejection';

/** Optimistic locking and timestamps. */
export function checkVersions(suite: ContractSuite): void {
  suite.describe('version', () => versions(suite));

  suite.describe('timestamps', () => timestamps(suite));
}

function versions(suite: ContractSuite): void {
  suite.it('starts at 1 and moves with every write that changes something', async () => {
    const one = await task(suite);
    assert.equal(one.rev, 1);
    one.label = 'b';
    await one.save();
    await one.update({ label: 'c' });
    await one.touch();
    await one.save();
    assert.deepEqual([one.rev, (await ContractTask.get(one.id)).rev], [4, 4]);
  });

  suite.it('refuses to save over a change that was not read', async () => {
    const { id } = await task(suite);
    const [mine, yours] = [await ContractTask.get(id), await ContractTask.get(id)];
    mine.label = 'mine';
    yours.label = 'yours';
    await mine.save();
    const { expected, actual } = await rejection(() => yours.save(), ConflictError);
    assert.deepEqual([Number(expected), Number(actual)], [1, 2]);
    assert.equal((await ContractTask.get(id)).label, 'mine');
    assert.equal(yours.isDirty('label'), true);
  });

  suite.it('refuses to save a row that vanished', async () => {
    const one = await task(suite);
    await (await ContractTask.get(one.id)).delete();
    one.label = 'b';
    assert.equal((await rejection(() => one.save(), ConflictError)).actual, null);
    assert.equal(await ContractTask.exists({ id: one.id }), false);
  });
}

function timestamps(suite: ContractSuite): void {
  suite.it('are set by the insert and moved by changes', async () => {
    const startMs = Date.now();
    const one = await task(suite);
    const { createdAt, updatedAt } = await ContractTask.get(one.id);
    assert.ok(createdAt.getTime() >= startMs - 1 && createdAt.getTime() <= Date.now() + 1);
    assert.deepEqual(updatedAt, createdAt);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await one.update({ label: 'b' });
    const changed = await ContractTask.get(one.id);
    assert.deepEqual(changed.createdAt, createdAt);
    assert.ok(changed.updatedAt.getTime() > updatedAt.getTime());
  });
}

function task(suite: ContractSuite): Promise<ContractTask> {
  return ContractTask.create({ id: suite.unique(), label: 'a' });
}
