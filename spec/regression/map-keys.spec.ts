import { Decimal, Document, Entity, Field, PrimaryKey } from '../../lib';
import { describeEachEngine } from '../support/engines';

@Entity()
class Schedule extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'string', nullable: true }) name?: string | null;

  @Field({ type: { map: ['timestamp', 'int'] }, nullable: true }) byTime?: Map<Date, number> | null;

  @Field({ type: { map: ['decimal', 'int'] }, nullable: true }) byPrice?: Map<Decimal, number> | null;

  @Field({ type: { map: ['string', 'int'] }, nullable: true }) byName?: Map<string, number> | null;
}

describeEachEngine('maps', (engine) => {
  engine.useModels(Schedule);
  beforeEach(() => Schedule.truncate());

  test('whose keys are objects are not changed by being loaded, and survive a save of another field', async () => {
    await Schedule.create({
      id: 'a',
      byTime: new Map([
        [new Date(1), 1],
        [new Date(2), 2],
      ]),
      byPrice: new Map([[new Decimal('1.5'), 3]]),
    });
    const loaded = await Schedule.get('a');
    expect(loaded.isDirty()).toBe(false);
    expect(loaded.changes()).toEqual({});
    loaded.name = 'x';
    await loaded.save();
    const stored = await Schedule.get('a');
    expect(stored.byTime?.size).toBe(2);
    expect([...(stored.byPrice ?? [])].map(([key, value]) => [String(key), value])).toEqual([['1.5', 3]]);
  });

  test('with times of one second as keys change entry by entry', async () => {
    await Schedule.create({ id: 'a', byTime: new Map([1, 2, 3].map((at) => [new Date(at), at])) });
    const loaded = await Schedule.get('a');
    const [first, second] = [...(loaded.byTime?.keys() ?? [])];
    if (first === undefined || second === undefined) throw new Error('The map came back short.');
    loaded.byTime?.delete(first);
    loaded.byTime?.set(second, 20).set(new Date(4), 4);
    expect(Object.keys(loaded.changes())).toHaveLength(3);
    await loaded.save();
    const stored = await Schedule.get('a');
    expect([...(stored.byTime ?? [])].map(([at, value]) => [at.getTime(), value])).toEqual([
      [2, 20],
      [3, 3],
      [4, 4],
    ]);
  });

  test.each([60, 3_000])('take %i changed and as many removed entries in one save', async (count) => {
    const numbers = Array.from({ length: count }, (_, index) => index);
    await Schedule.create({ id: 'a', byName: new Map(numbers.map((index) => [`old ${index}`, index])) });
    const loaded = await Schedule.get('a');
    const other = await Schedule.get('a');
    for (const index of numbers) {
      loaded.byName?.delete(`old ${index}`);
      loaded.byName?.set(`new "${index}"`, index);
    }
    other.byName?.set('of another', 1);
    await other.save();
    await loaded.save();
    const stored = await Schedule.get('a');
    expect(stored.byName?.size).toBe(count + 1);
    expect(stored.byName?.get(`new "${count - 1}"`)).toBe(count - 1);
    expect(stored.byName?.get('of another')).toBe(1);
  });
});
