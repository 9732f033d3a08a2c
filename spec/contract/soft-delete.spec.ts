import { DocumentNotFoundError, InvalidQueryError, UnprocessableError } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Note } from '../support/models/note';
import { Task } from '../support/models/task';

async function ids(notes: PromiseLike<readonly Note[]>): Promise<readonly string[]> {
  return (await notes).map((note) => note.id).sort();
}

describeEachEngine('soft delete', (engine) => {
  engine.useModels(Note, Task);
  beforeEach(async () => {
    await Note.truncate();
    for (const id of ['alive', 'dead', 'other']) await Note.create({ id, text: id });
    await (await Note.get('dead')).delete();
  });

  test('marks the document, moves its version, and keeps it savable state', async () => {
    const note = await Note.get('alive');
    expect(await note.delete()).toBe(note);
    expect(note.deletedAt).toBeInstanceOf(Date);
    expect(note).toMatchObject({ rev: 2, text: 'alive' });
    expect(note.isDirty()).toBe(false);
    const stored = await Note.find({ id: 'alive' }).withDeleted().one();
    expect(stored).toEqual(note);
  });

  test('hides the row on every read path by key', async () => {
    await expectError(Note.get('dead'), DocumentNotFoundError);
    await expectError(Note.get({ id: 'dead' }), DocumentNotFoundError);
    await expectError(Note.getMany(['alive', 'dead']), DocumentNotFoundError, { keys: ['dead'] });
    expect(await Note.findOne({ id: 'dead' })).toBeNull();
    expect(await Note.exists({ id: 'dead' })).toBe(false);
    expect(await Note.count({ id: 'dead' })).toBe(0);
    expect(await Note.find({ id: 'dead' })).toEqual([]);
  });

  itNeeds('query.anyField', 'hides the row on every path of queries', async () => {
    expect(await ids(Note.find())).toEqual(['alive', 'other']);
    expect(await ids(Note.find({ $or: [{ text: 'dead' }, { text: 'alive' }] }))).toEqual(['alive']);
    expect(await Note.count()).toBe(2);
    expect(await Note.exists({ text: 'dead' })).toBe(false);
    expect(await Note.distinct('text')).toEqual(expect.not.arrayContaining(['dead']));
    expect((await Note.find().lean()).map((row) => row.id).sort()).toEqual(['alive', 'other']);
    expect((await Note.find().select('id')).map((row) => row.id).sort()).toEqual(['alive', 'other']);
    expect(await Note.find().values('id')).not.toContainEqual(['dead']);
    expect(await Note.find({ text: 'dead' }).first()).toBeNull();
    await expectError(Note.find({ text: 'dead' }).one(), DocumentNotFoundError);
    expect(await Note.find().count()).toBe(2);
    expect(await Note.find({ text: 'dead' }).exists()).toBe(false);
    const streamed: string[] = [];
    for await (const note of Note.find()) streamed.push(note.id);
    expect(streamed.sort()).toEqual(['alive', 'other']);
  });

  itNeeds(['page.offset', 'aggregate'], 'hides the row on pages and from computations', async () => {
    const page = await Note.find().page({ page: 1, perPage: 10 });
    expect(page.total).toBe(2);
    expect(page.items.map((note) => note.id)).toEqual(['alive', 'other']);
    expect(await Note.find({ id: 'dead' }).max('text')).toBeNull();
    expect(await Note.find().max('text')).toBe('other');
  });

  itNeeds('query.anyField', 'withDeleted shows all, onlyDeleted the deleted', async () => {
    expect(await ids(Note.find().withDeleted())).toEqual(['alive', 'dead', 'other']);
    expect(await ids(Note.find().onlyDeleted())).toEqual(['dead']);
    expect(await Note.find().withDeleted().count()).toBe(3);
    expect(await Note.find({ text: 'alive' }).onlyDeleted().exists()).toBe(false);
    expect((await Note.find({ id: 'dead' }).withDeleted().one()).deletedAt).toBeInstanceOf(Date);
  });

  itNeeds('query.anyField', 'updateMany and deleteMany leave deleted rows alone', async () => {
    expect(await Note.updateMany({}, { text: 'changed' }, { all: true })).toBe(2);
    expect((await Note.find({ id: 'dead' }).withDeleted().one()).text).toBe('dead');
    expect(await Note.deleteMany({ id: { $in: ['alive', 'dead'] } })).toBe(1);
    expect(await ids(Note.find().onlyDeleted())).toEqual(['alive', 'dead']);
    const [alive] = await Note.find({ id: 'alive' }).withDeleted();
    expect(alive).toMatchObject({ rev: 3, deletedAt: expect.any(Date) });
  });

  itNeeds('query.anyField', 'deleteMany with hard removes the rows', async () => {
    expect(await Note.deleteMany({ id: 'alive' }, { hard: true })).toBe(1);
    expect(await ids(Note.find().withDeleted())).toEqual(['dead', 'other']);
  });

  test('restore undoes it', async () => {
    const note = await Note.find({ id: 'dead' }).withDeleted().one();
    expect(await note.restore()).toBe(note);
    expect(note.deletedAt).toBeNull();
    expect(note.rev).toBe(3);
    expect(note.isDirty()).toBe(false);
    expect(await Note.get('dead')).toEqual(note);
  });

  test('a row that is deleted already counts as gone', async () => {
    const note = await Note.get('alive');
    const other = await Note.get('alive');
    await note.delete();
    await expectError(other.delete(), DocumentNotFoundError);
    await other.refresh();
    expect(other.deletedAt).toEqual(note.deletedAt);
  });

  test('hard removes the row', async () => {
    const note = await Note.get('alive');
    await note.delete({ hard: true });
    expect(note.isNew).toBe(true);
    expect(await Note.find({ id: 'alive' }).withDeleted()).toEqual([]);
    const dead = await Note.find({ id: 'dead' }).withDeleted().one();
    await dead.delete({ hard: true });
    expect(await Note.find({ id: 'dead' }).withDeleted()).toEqual([]);
  });

  test('the key of a deleted row is taken still', async () => {
    await expect(Note.create({ id: 'dead', text: 'new' })).rejects.toMatchObject({ code: 'POLYDOC_DUPLICATE_KEY' });
  });

  test('a model without it cannot restore, nor ask for deleted rows', async () => {
    const task = await Task.create({ id: 'a', title: 'a' });
    await expectError(task.restore(), UnprocessableError, { model: 'Task' });
    await expect(async () => Task.find().onlyDeleted()).rejects.toBeInstanceOf(InvalidQueryError);
  });

  itNeeds('transaction', 'an aborted delete gives the document back', async () => {
    const note = await Note.get('alive');
    await expect(
      engine.engine.transaction(async () => {
        await note.delete();
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(note.deletedAt ?? null).toBeNull();
    expect(note.rev).toBe(1);
    expect((await Note.get('alive')).rev).toBe(1);
  });
});
