import assert from 'node:assert/strict';
import { ConditionFailedError } from '../../../errors/outcome-errors';
import type { ContractSuite } from './contract-suite';
import { ContractItem } from './models/contract-item';
import { rejection } from './rejection';

/** Conditional writes. */
export function checkConditions(suite: ContractSuite): void {
  suite.describe('conditional writes', () => {
    insertsAndUpdates(suite);
    deletesAndRaces(suite);
  });
}

function insertsAndUpdates(suite: ContractSuite): void {
  suite.it('insert only where nothing is, and give the row in the way', async () => {
    const { id } = await suite.item();
    const second = ContractItem.build({ id, batch: 'other' });
    const outcome = await second.insert({ ifNotExists: true });
    assert.deepEqual([outcome.applied, outcome.existing?.label], [false, 'a']);
    assert.equal(second.isNew, true);
    const fresh = ContractItem.build({ id: suite.unique(), batch: 'b' });
    assert.equal((await fresh.insert({ ifNotExists: true })).applied, true);
    assert.equal(fresh.isNew, false);
  }, ['write.ifNotExists']);

  suite.it('update only a row that meets the conditions', async () => {
    const item = await suite.item();
    const refused = await item.update({ label: 'b' }, { ifConditions: { rank: { $gt: 1 } } });
    assert.deepEqual([refused.applied, refused.existing?.rank, item.label], [false, 1, 'a']);
    await rejection(() => refused.orThrow(), ConditionFailedError);
    const applied = await item.update({ label: 'b' }, { ifConditions: { rank: { $in: [1, 2] }, label: 'a' } });
    assert.deepEqual([applied.applied, applied.existing, item.label], [true, null, 'b']);
    assert.equal((await ContractItem.get(item.id)).label, 'b');
  }, ['write.ifConditions']);
}

function deletesAndRaces(suite: ContractSuite): void {
  suite.it('delete only a row that meets the conditions, and take a missing one as an outcome', async () => {
    const item = await suite.item();
    assert.equal((await item.delete({ ifConditions: { label: 'b' } })).applied, false);
    assert.equal(await ContractItem.exists({ id: item.id }), true);
    assert.equal((await item.delete({ ifExists: true })).applied, true);
    const gone = await suite.item();
    await (await ContractItem.get(gone.id)).delete();
    const outcome = await gone.delete({ ifExists: true });
    assert.deepEqual([outcome.applied, outcome.existing], [false, null]);
  }, ['write.ifConditions']);

  suite.it('let exactly one of many win', async () => {
    const { id } = await suite.item();
    const outcomes = await Promise.all(
      ['x', 'y', 'z'].map(async (label) =>
        (await ContractItem.get(id)).update({ label }, { ifConditions: { label: 'a' } }),
      ),
    );
    assert.equal(outcomes.filter((outcome) => outcome.applied).length, 1);
  }, ['write.ifConditions']);
}
