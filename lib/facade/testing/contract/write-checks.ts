import assert from 'node:assert/strict';
import { DocumentNotFoundError } from '../../../errors/outcome-errors';
import { InvalidQueryError } from '../../../errors/usage-errors';
import { queryCount } from '../query-count';
import type { ContractSuite } from './contract-suite';
import { ContractItem } from './models/contract-item';
import { rejection } from './rejection';

/** Saving, changing and deleting stored documents. */
export function checkWrites(suite: ContractSuite): void {
  suite.describe('save', () => {
    savesWhatChanged(suite);
    savesNew(suite);
    savesVanished(suite);
  });
  suite.describe('update', () => updates(suite));
  suite.describe('delete', () => deletes(suite));
}

function savesWhatChanged(suite: ContractSuite): void {
  suite.it('writes the changed fields of a loaded document, and no others', async () => {
    const { id } = await suite.item();
    const [mine, yours] = [await ContractItem.get(id), await ContractItem.get(id)];
    mine.label = 'mine';
    yours.rank = 99;
    await mine.save();
    await yours.save();
    const { label, rank } = await ContractItem.get(id);
    assert.deepEqual({ label, rank }, { label: 'mine', rank: 99 });
  });

  suite.it('sees changes inside collections and embedded values', async () => {
    const item = await suite.item();
    item.address = ContractItem.build({ id: 'x', batch: 'x', address: { street: 'a' } }).address ?? null;
    await item.save();
    const read = await ContractItem.get(item.id);
    read.tags.push('new');
    read.prefs.set('depth', 4);
    if (read.address) read.address.street = 'b';
    assert.equal(read.isDirty(), true);
    await read.save();
    const again = await ContractItem.get(item.id);
    assert.deepEqual([again.tags, [...again.prefs], again.address?.street], [['new'], [['depth', 4]], 'b']);
  });

  suite.it('sends nothing when nothing changed', async () => {
    const item = await ContractItem.get((await suite.item()).id);
    item.label = 'other';
    item.label = 'a';
    assert.equal(await queryCount(suite.engine, () => item.save()), 0);
  });
}

function savesNew(suite: ContractSuite): void {
  suite.it('of a new document replaces the row with its key', async () => {
    const { id } = await suite.item();
    await ContractItem.build({ id, batch: 'new', tags: ['t'] }).save();
    const { batch, label, rank, tags } = await ContractItem.get(id);
    assert.deepEqual({ batch, label, rank, tags }, { batch: 'new', label: null, rank: null, tags: ['t'] });
  });

  suite.it('can be taken back in memory', async () => {
    const item = await suite.item();
    item.label = 'other';
    assert.deepEqual(item.changes(), { label: { old: 'a', new: 'other' } });
    item.reset();
    assert.equal(item.label, 'a');
    assert.equal(item.isDirty(), false);
  });
}

async function vanished(suite: ContractSuite): Promise<ContractItem> {
  const item = await suite.item();
  await (await ContractItem.get(item.id)).delete();
  return item;
}

function savesVanished(suite: ContractSuite): void {
  suite.it('writes a vanished row again, complete', async () => {
    const item = await vanished(suite);
    item.label = 'back';
    await item.save();
    const { label, rank, batch } = await ContractItem.get(item.id);
    assert.deepEqual({ label, rank, batch }, { label: 'back', rank: 1, batch: item.batch });
  }, ['save.complete']);

  suite.it('refuses a vanished row when it must exist', async () => {
    const item = await vanished(suite);
    item.label = 'back';
    await rejection(() => item.save({ mustExist: true }), DocumentNotFoundError);
    assert.equal(await ContractItem.exists({ id: item.id }), false);
  });
}

function updates(suite: ContractSuite): void {
  suite.it('changes the given fields in store and memory', async () => {
    const item = await suite.item();
    await item.update({ label: 'b', tags: ['x'] });
    assert.deepEqual([item.label, item.tags, item.isDirty()], ['b', ['x'], false]);
    assert.deepEqual({ ...(await ContractItem.get(item.id)) }, { ...item });
  });

  suite.it('applies operators in the store', async () => {
    const item = await suite.item();
    await (await ContractItem.get(item.id)).update({ $inc: { rank: 5 } });
    await item.update({ $inc: { rank: 2 } });
    assert.equal(item.rank, 8);
    await item.update({ $push: { tags: ['x', 'y'] }, $put: { prefs: { k: 1 } } });
    await item.update({ $pull: { tags: 'x' }, $unset: ['label'] });
    const { tags, prefs, label } = await ContractItem.get(item.id);
    assert.deepEqual([tags, [...prefs], label], [['y'], [['k', 1]], null]);
  }, ['write.increment']);

  suite.it('says when the row is gone', async () => {
    const item = await vanished(suite);
    await rejection(() => item.update({ label: 'b' }), DocumentNotFoundError);
    assert.equal(item.label, 'a');
  }, ['save.complete']);

  suite.it('refuses fields that the model does not have, before anything is sent', async () => {
    const item = await suite.item();
    const unknown: object = { nothing: 1 };
    const sent = await queryCount(suite.engine, () => rejection(() => item.update(unknown), InvalidQueryError));
    assert.equal(sent, 0);
  });
}

function deletes(suite: ContractSuite): void {
  suite.it('removes the row, and that one only', async () => {
    const [item, other] = [await suite.item(), await suite.item()];
    await item.delete();
    assert.equal(item.isNew, true);
    assert.equal(await ContractItem.exists({ id: item.id }), false);
    assert.equal(await ContractItem.exists({ id: other.id }), true);
  });

  suite.it('says when the row is gone already', async () => {
    const item = await vanished(suite);
    await rejection(() => item.delete(), DocumentNotFoundError);
    await rejection(() => item.refresh(), DocumentNotFoundError);
  }, ['save.complete']);
}
