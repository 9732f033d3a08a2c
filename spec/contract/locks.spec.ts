import { InvalidQueryError, SessionStateError, UnsupportedCapabilityError } from '../../lib';
import { describeEachEngine, itNeeds, itRefuses } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Sample } from '../support/filters/sample';
import { statementsOf } from '../support/statements-of';

describeEachEngine('forUpdate', (engine) => {
  engine.useModels(Sample);

  beforeEach(async () => {
    await Sample.truncate();
    await Sample.insertMany([
      { id: 1, age: 1 },
      { id: 2, age: 2 },
    ]);
  });

  itNeeds('lock.row', 'outside of a transaction is a SessionStateError, with no I/O', async () => {
    const sent = await statementsOf(engine.engine, async () => {
      for (const query of [
        Sample.find().forUpdate(),
        Sample.find({ id: 1 }).forUpdate({ nowait: true }),
        Sample.find().forUpdate({ skipLocked: true }).limit(1),
        Sample.find().orderBy('age').lean().forUpdate(),
      ]) {
        await expectError(query.all(), SessionStateError);
        await expectError(query.first(), SessionStateError);
        await expectError(query.values('id'), SessionStateError);
        await expectError(query[Symbol.asyncIterator]().next(), SessionStateError);
      }
    });
    expect(sent).toEqual([]);
  });

  itNeeds(['lock.row', 'transaction'], 'in a transaction gives the rows, in every mode and form', async () => {
    await engine.engine.transaction(async () => {
      const [first] = await Sample.find({ id: 1 }).forUpdate();
      expect(first).toBeInstanceOf(Sample);
      expect(await Sample.find().orderBy('-id').forUpdate({ nowait: true }).values('id')).toEqual([[2], [1]]);
      expect((await Sample.find({ age: 2 }).forUpdate({ skipLocked: true }).one()).id).toBe(2);
      const streamed = [];
      for await (const { id } of Sample.find().forUpdate().fetchSize(1)) streamed.push(id);
      expect(streamed).toEqual([1, 2]);
      await first?.update({ age: 10 });
    });
    expect((await Sample.get(1)).age).toBe(10);
  });

  itNeeds(['lock.row', 'transaction'], 'serialises read-modify-write', async () => {
    const increment = (): Promise<void> =>
      engine.engine.transaction(async () => {
        const sample = await Sample.find({ id: 1 }).forUpdate().one();
        await sample.update({ age: (sample.age ?? 0) + 1 });
      });
    await Promise.all([increment(), increment(), increment()]);
    expect((await Sample.get(1)).age).toBe(4);
  });

  test('nowait and skipLocked exclude each other', async () => {
    await expectError(() => Sample.find().forUpdate({ nowait: true, skipLocked: true }), InvalidQueryError);
  });

  itRefuses('lock.row', 'is refused by an engine without row locks, before anything is sent', async () => {
    const sent = await statementsOf(engine.engine, () =>
      expectError(Sample.find().forUpdate().all(), UnsupportedCapabilityError, { capability: 'lock.row' }),
    );
    expect(sent).toEqual([]);
  });
});
