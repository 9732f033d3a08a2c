import assert from 'node:assert/strict';
import { DocumentNotFoundError, DuplicateKeyError, MultipleDocumentsFoundError } from '../../../errors/outcome-errors';
import { InvalidQueryError } from '../../../errors/usage-errors';
import { ValidationError } from '../../../errors/value-errors';
import { queryCount } from '../query-count';
import type { ContractSuite } from './contract-suite';
import { ContractItem } from './models/contract-item';
import { ContractMember } from './models/contract-member';
import { ContractNote } from './models/contract-note';
import { ContractSeat } from './models/contract-seat';
import { rejection } from './rejection';

/** Creating and reading documents by key. */
export function checkDocuments(suite: ContractSuite): void {
  suite.describe('insert and get', () => {
    readsBack(suite);
    findsByKey(suite);
    refusesExisting(suite);
  });
  suite.describe('compound keys', () => compoundKeys(suite));
  suite.describe('soft delete', () => softDelete(suite));
}

function readsBack(suite: ContractSuite): void {
  suite.it('reads back what was inserted, as an own document', async () => {
    const id = suite.unique();
    const made = await ContractItem.create({
      id,
      batch: id,
      label: 'Ä',
      rank: 7,
      tags: ['x', 'y'],
      prefs: { size: 3 },
      address: { street: 'High Street', city: null },
    });
    assert.equal(made.isNew, false);
    assert.equal(made.isDirty(), false);
    const read = await ContractItem.get(id);
    assert.notEqual(read, made);
    assert.deepEqual({ ...read }, { ...made });
    assert.deepEqual({ ...(await ContractItem.get({ id })) }, { ...made });
  });

  suite.it('says when there is no such document', async () => {
    await rejection(() => ContractItem.get(suite.unique()), DocumentNotFoundError);
    assert.equal(await ContractItem.findOne({ id: suite.unique() }), null);
    assert.equal(await ContractItem.exists({ id: suite.unique() }), false);
  });
}

function findsByKey(suite: ContractSuite): void {
  suite.it('gets many in the order asked for, and says which are missing', async () => {
    const [one, two] = [await suite.item(), await suite.item()];
    const found = await ContractItem.getMany([two.id, one.id, two.id]);
    assert.deepEqual(
      found.map((item) => item.id),
      [two.id, one.id, two.id],
    );
    const error = await rejection(() => ContractItem.getMany([one.id, 'missing']), DocumentNotFoundError);
    assert.equal(error.keys.length, 1);
    assert.equal(await queryCount(suite.engine, () => ContractItem.getMany([])), 0);
  });

  suite.it('refuses to choose one of several', async () => {
    const batch = await suite.ranked([1, 2]);
    await rejection(() => ContractItem.get({ batch }), MultipleDocumentsFoundError);
  }, ['query.anyField']);

  suite.it('refuses a value that the type cannot hold, before anything is sent', async () => {
    const sent = await queryCount(suite.engine, async () => {
      const making = (): Promise<unknown> => ContractItem.create({ id: 'x', batch: 'x', rank: 2 ** 40 });
      const error = await rejection(making, ValidationError);
      assert.equal(error.problems[0]?.path, 'rank');
    });
    assert.equal(sent, 0);
  });
}

function refusesExisting(suite: ContractSuite): void {
  suite.it('refuses to insert over an existing row', async () => {
    const item = await suite.item();
    const again = ContractItem.build({ id: item.id, batch: 'other', label: 'b' });
    const error = await rejection(() => again.insert(), DuplicateKeyError);
    assert.deepEqual(error.fields, ['id']);
    assert.equal(again.isNew, true);
    assert.equal((await ContractItem.get(item.id)).label, 'a');
  });

  suite.it('refuses a unique value that exists, naming its field', async () => {
    const email = `${suite.unique()}@example.com`;
    await ContractMember.create({ id: suite.unique(), email });
    const second = (): Promise<unknown> => ContractMember.create({ id: suite.unique(), email });
    assert.deepEqual((await rejection(second, DuplicateKeyError)).fields, ['email']);
  }, ['index.unique']);
}

function compoundKeys(suite: ContractSuite): void {
  suite.it('are given as an object or as a list, and address one row', async () => {
    const hall = suite.unique();
    for (const place of [3, 1, 2]) await ContractSeat.create({ hall, place, guest: `guest ${place}` });
    assert.equal((await ContractSeat.get({ hall, place: 2 })).guest, 'guest 2');
    const third = await ContractSeat.get([hall, 3]);
    await third.update({ guest: 'nobody' });
    await (await ContractSeat.get([hall, 1])).delete();
    assert.deepEqual(await guestsOf(hall), ['guest 2', 'nobody']);
    await rejection(() => ContractSeat.create({ hall, place: 2 }), DuplicateKeyError);
  });

  suite.it('never change after the document was stored', async () => {
    const seat = await ContractSeat.create({ hall: suite.unique(), place: 1 });
    seat.place = 2;
    const sent = await queryCount(suite.engine, () => rejection(() => seat.save(), Error));
    assert.equal(sent, 0);
    const changing = (): Promise<unknown> => seat.update({ hall: 'other' });
    await rejection(changing, InvalidQueryError);
  });
}

async function guestsOf(hall: string): Promise<unknown[]> {
  return (await ContractSeat.find({ hall })).map((seat) => seat.guest);
}

function softDelete(suite: ContractSuite): void {
  suite.it('hides the row until it is restored, and removes it only when told to', async () => {
    const id = suite.unique();
    const note = await ContractNote.create({ id, text: 'a' });
    await note.delete();
    assert.ok(note.deletedAt instanceof Date);
    assert.equal(await ContractNote.exists({ id }), false);
    await note.restore();
    assert.equal((await ContractNote.get(id)).text, 'a');
    await note.delete({ hard: true });
    assert.equal(await ContractNote.exists({ id }), false);
  });
}
