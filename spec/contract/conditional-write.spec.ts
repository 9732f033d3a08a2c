import { ConditionFailedError, DocumentNotFoundError, type Filter, InvalidQueryError } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Gauge } from '../support/models/gauge';
import { Note } from '../support/models/note';
import { statementsOf } from '../support/statements-of';

let next = 0;

async function gauge(): Promise<Gauge> {
  next += 1;
  const { id } = await Gauge.create({ id: `g${next}`, label: 'a', count: 10, tags: ['x'] });
  return Gauge.get(id);
}

async function vanished(): Promise<Gauge> {
  const document = await gauge();
  await (await Gauge.get(document.id)).delete();
  return document;
}

describeEachEngine('conditional update', (engine) => {
  engine.useModels(Gauge);

  itNeeds('write.ifConditions', 'applies where the stored row meets the conditions', async () => {
    const document = await gauge();
    const outcome = await document.update({ label: 'b' }, { ifConditions: { count: { $gte: 10 }, label: 'a' } });
    expect(outcome).toMatchObject({ applied: true, existing: null });
    expect(outcome.orThrow()).toBe(outcome);
    expect(document.label).toBe('b');
    expect(document.isDirty()).toBe(false);
    expect(await Gauge.get(document.id)).toEqual(document);
  });

  itNeeds('write.ifConditions', 'is not applied otherwise: the existing row, and memory as it was', async () => {
    const document = await gauge();
    await (await Gauge.get(document.id)).update({ count: 5 });
    const outcome = await document.update({ label: 'b' }, { ifConditions: { count: 10 } });
    expect(outcome.applied).toBe(false);
    expect(outcome.existing).toMatchObject({ count: 5 });
    expect(document).toMatchObject({ label: 'a', count: 10 });
    expect(document.isDirty()).toBe(false);
    expect((await Gauge.get(document.id)).label).toBe('a');
    const error = await expectError(() => outcome.orThrow(), ConditionFailedError, { status: 412 });
    expect(error.existing).toMatchObject({ count: 5 });
    expect(error.message).not.toContain('5');
  });

  itNeeds('write.ifConditions', 'a vanished row is an outcome with nothing existing', async () => {
    const document = await vanished();
    const options = [{ ifExists: true }, { ifConditions: { count: 10 } }] as const;
    for (const option of options) {
      const outcome = await document.update({ label: 'b' }, option);
      expect(outcome).toMatchObject({ applied: false, existing: null });
      await expectError(() => outcome.orThrow(), ConditionFailedError, { existing: null });
    }
    expect(document.label).toBe('a');
    expect(await Gauge.exists({ id: document.id })).toBe(false);
  });

  itNeeds('write.ifConditions', 'ifExists applies where there is a row', async () => {
    const document = await gauge();
    expect((await document.update({ label: 'b' }, { ifExists: true })).applied).toBe(true);
    expect((await Gauge.get(document.id)).label).toBe('b');
  });

  itNeeds('write.ifConditions', 'knows $eq $ne $gt $gte $lt $lte $in', async () => {
    const document = await gauge();
    const holds: readonly Filter<Gauge>[] = [
      { count: { $eq: 10 } },
      { count: { $ne: 9 } },
      { count: { $gt: 9, $lt: 11 } },
      { count: { $gte: 10, $lte: 10 } },
      { count: { $in: [1, 10] } },
      { count: [1, 10] },
      { label: 'a', count: 10 },
    ];
    const fails: readonly Filter<Gauge>[] = [
      { count: { $eq: 9 } },
      { count: { $ne: 10 } },
      { count: { $gt: 10 } },
      { count: { $gte: 11 } },
      { count: { $lt: 10 } },
      { count: { $lte: 9 } },
      { count: { $in: [1, 2] } },
      { label: 'a', count: 9 },
    ];
    for (const ifConditions of holds) {
      expect((await document.update({ ratio: 1 }, { ifConditions })).applied).toBe(true);
    }
    for (const ifConditions of fails) {
      expect((await document.update({ ratio: 2 }, { ifConditions })).applied).toBe(false);
    }
    expect((await Gauge.get(document.id)).ratio).toBe(1);
  });

  itNeeds('write.ifConditions', 'refuses other operators and unknown fields before any I/O', async () => {
    const document = await gauge();
    const bad: readonly object[] = [
      { label: { $like: 'a%' } },
      { $or: [{ label: 'a' }, { count: 1 }] },
      { $not: { label: 'a' } },
      { tags: { $contains: 'x' } },
      { nothing: 1 },
    ];
    const sent = await statementsOf(engine.engine, async () => {
      for (const ifConditions of bad) {
        await expectError(document.update({ label: 'b' }, { ifConditions }), InvalidQueryError);
        await expectError(document.delete({ ifConditions }), InvalidQueryError);
      }
    });
    expect(sent).toEqual([]);
  });

  itNeeds('write.ifConditions', 'of many at once exactly one wins', async () => {
    const document = await gauge();
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        const mine = await Gauge.get(document.id);
        return mine.update({ label: `winner ${index}` }, { ifConditions: { label: 'a' } });
      }),
    );
    expect(outcomes.filter((outcome) => outcome.applied)).toHaveLength(1);
    const winner = outcomes.findIndex((outcome) => outcome.applied);
    expect((await Gauge.get(document.id)).label).toBe(`winner ${winner}`);
  });
});

describeEachEngine('conditional delete', (engine) => {
  engine.useModels(Gauge, Note);

  itNeeds('write.ifConditions', 'applies where the stored row meets the conditions', async () => {
    const document = await gauge();
    const refused = await document.delete({ ifConditions: { count: 11 } });
    expect(refused.applied).toBe(false);
    expect(refused.existing).toMatchObject({ count: 10 });
    expect(document.isNew).toBe(false);
    const outcome = await document.delete({ ifConditions: { count: 10 } });
    expect(outcome).toMatchObject({ applied: true, existing: null });
    expect(document.isNew).toBe(true);
    expect(await Gauge.exists({ id: document.id })).toBe(false);
  });

  itNeeds('write.ifConditions', 'a row that is gone is an outcome', async () => {
    const document = await vanished();
    expect(await document.delete({ ifExists: true })).toMatchObject({ applied: false, existing: null });
    expect(await document.delete({ ifConditions: { count: 10 } })).toMatchObject({ applied: false, existing: null });
    if (engine.has('save.complete')) await expectError(document.delete(), DocumentNotFoundError);
  });

  itNeeds('write.ifConditions', 'holds for soft delete', async () => {
    const note = await Note.create({ id: 'n', text: 'a' });
    expect((await note.delete({ ifConditions: { text: 'b' } })).applied).toBe(false);
    expect(await Note.exists({ id: 'n' })).toBe(true);
    expect((await note.delete({ ifConditions: { text: 'a' } })).applied).toBe(true);
    expect(await Note.exists({ id: 'n' })).toBe(false);
    expect((await note.delete({ ifExists: true })).applied).toBe(false);
  });
});
