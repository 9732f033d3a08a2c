import assert from 'node:assert/strict';
import { BulkWriteError, DocumentNotFoundError } from '../../../errors/outcome-errors';
import { queryCount } from '../query-count';
import type { ContractSuite } from './contract-suite';
import { ContractItem } from './models/contract-item';
import { rejection } from './rejection';

/** Writing many documents at once, and batches. */
export function checkBulk(suite: ContractSuite): void {
  suite.describe('bulk writes', () => {
    inserts(suite);
    failures(suite);
  });
  suite.describe('batches', () => {
    batches(suite);
    wholeBatches(suite);
  });
}

function newItems(suite: ContractSuite, count: number): ContractItem[] {
  return Array.from({ length: count }, () => ContractItem.build({ id: suite.unique(), batch: 'bulk', label: 'a' }));
}

async function storedOf(items: readonly ContractItem[]): Promise<number> {
  const found = await Promise.all(items.map((item) => ContractItem.exists({ id: item.id })));
  return found.filter((isThere) => isThere).length;
}

function inserts(suite: ContractSuite): void {
  suite.it('insert and save in input order', async () => {
    const items = newItems(suite, 3);
    const inserted = await ContractItem.insertMany(items);
    assert.deepEqual(
      inserted.items.map(({ outcome, document }) => [outcome, document.id]),
      items.map((item) => ['inserted', item.id]),
    );
    assert.equal(inserted.inserted, 3);
    const [first, second] = items;
    if (first !== undefined) first.label = 'b';
    if (second !== undefined) second.rank = 4;
    const saved = await ContractItem.saveMany([...items, ...newItems(suite, 1)]);
    assert.deepEqual([saved.inserted, saved.updated, saved.unchanged, saved.failed], [1, 2, 1, 0]);
    assert.equal(await storedOf(items), 3);
  });

  suite.it('of nothing send nothing', async () => {
    const sent = await queryCount(suite.engine, async () => {
      assert.equal((await ContractItem.insertMany([])).items.length, 0);
      assert.equal((await ContractItem.saveMany([])).items.length, 0);
    });
    assert.equal(sent, 0);
  });
}

function failures(suite: ContractSuite): void {
  suite.it('are all or nothing, and say per item what happened', async () => {
    const existing = await suite.item();
    const fresh = newItems(suite, 2);
    const double = ContractItem.build({ id: existing.id, batch: 'bulk' });
    const error = await rejection(() => ContractItem.insertMany([...fresh, double]), BulkWriteError);
    assert.equal(error.status, 409);
    assert.equal(await storedOf(fresh), 0);
    assert.deepEqual(
      fresh.map((item) => item.isNew),
      [true, true],
    );
  }, ['transaction']);

  suite.it('write what can be written when told to', async () => {
    const existing = await suite.item();
    const fresh = newItems(suite, 2);
    const double = ContractItem.build({ id: existing.id, batch: 'bulk' });
    const [first, second] = fresh;
    assert.ok(first !== undefined && second !== undefined);
    const result = await ContractItem.insertMany([first, double, second], { partial: true });
    assert.deepEqual(
      result.items.map((item) => item.outcome),
      ['inserted', 'failed', 'inserted'],
    );
    assert.deepEqual([result.atomic, await storedOf(fresh)], [false, 2]);
  });
}

function batches(suite: ContractSuite): void {
  suite.it('send their writes together, ambient or explicit', async () => {
    const stored = await suite.item();
    const [one, two] = newItems(suite, 2);
    assert.ok(one !== undefined && two !== undefined);
    const outcome = await suite.engine.batch(async (batch) => {
      await one.insert();
      await two.save({ batch });
      await stored.delete();
    });
    assert.equal(outcome.applied, true);
    assert.deepEqual([await storedOf([one, two]), await storedOf([stored]), one.isNew], [2, 0, false]);
  }, ['batch.atomic']);

  suite.it('send nothing when they are empty or throw', async () => {
    const [one] = newItems(suite, 1);
    assert.ok(one !== undefined);
    const failure = new Error('no');
    const sent = await queryCount(suite.engine, async () => {
      assert.equal((await suite.engine.batch(() => undefined)).applied, true);
      const failing = suite.engine.batch(async () => {
        await one.insert();
        throw failure;
      });
      assert.equal(await rejection(() => failing, Error), failure);
    });
    assert.deepEqual([sent, one.isNew], [0, true]);
  }, ['batch.atomic']);
}

function wholeBatches(suite: ContractSuite): void {
  suite.it('are all or nothing', async () => {
    const [fresh] = newItems(suite, 1);
    assert.ok(fresh !== undefined);
    const gone = await suite.item();
    await (await ContractItem.get(gone.id)).delete();
    const failing = (): Promise<unknown> =>
      suite.engine.batch(async () => {
        await fresh.insert();
        await gone.update({ label: 'b' });
      });
    await rejection(failing, DocumentNotFoundError);
    assert.deepEqual([await storedOf([fresh]), fresh.isNew, gone.label], [0, true, 'a']);
  }, ['batch.atomic', 'save.complete']);

  suite.it('apply whole or not at all where a condition does not hold', async () => {
    const stored = await suite.item();
    const [fresh] = newItems(suite, 1);
    assert.ok(fresh !== undefined);
    const outcome = await suite.engine.batch(async () => {
      await fresh.insert();
      await stored.update({ label: 'b' }, { ifConditions: { rank: 99 } });
    });
    assert.deepEqual([outcome.applied, outcome.existing.length], [false, 1]);
    assert.deepEqual([await storedOf([fresh]), stored.label], [0, 'a']);
  }, ['batch.isolated', 'write.ifConditions']);
}
