import fc from 'fast-check';
import { BulkWriteError, ConfigurationError, ValidationError } from '../../../lib';
import { factory, recordingEngine } from '../../../lib/testing';
import { expectError } from '../../support/expect-error';
import { Luggage, Traveller } from './traveller';

describe('factory', () => {
  it('makes documents that are valid, whatever their number', async () => {
    const travellers = factory(Traveller);
    for (const traveller of travellers.buildMany(300)) {
      expect(traveller).toBeInstanceOf(Traveller);
      await traveller.validate();
    }
  });

  it('heeds simple rules', () => {
    const [first, second] = factory(Traveller).buildMany(2);
    expect([first?.email, second?.email]).toEqual(['user1@example.com', 'user2@example.com']);
    expect([first?.age, second?.age, first?.travelClass, second?.travelClass]).toEqual([18, 19, 'first', 'second']);
    expect(first?.stops).toHaveLength(2);
    expect(first?.luggage[0]).toBeInstanceOf(Luggage);
  });

  it('leaves alone what the class fills and what may be null', () => {
    const { language, notes, nickname, rev } = factory(Traveller).build();
    expect({ language, notes, nickname, rev }).toEqual({
      language: 'en',
      notes: [],
      nickname: undefined,
      rev: undefined,
    });
  });

  it('gives the same values for the same seed, generated keys aside', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 5 }), (seed, count) => {
        const id = '00000000-0000-7000-8000-000000000000';
        const one = factory(Traveller, { id }, { seed }).buildMany(count);
        const other = factory(Traveller, { id }, { seed }).buildMany(count);
        expect(one).toEqual(other);
      }),
      { numRuns: 30 },
    );
    const tickets = [1, 2].map((seed) => factory(Traveller, {}, { seed }).build().ticket);
    expect(tickets[0]).not.toBe(tickets[1]);
  });

  it('gives stated values, functions of the number, and overrides the last word', () => {
    const travellers = factory(Traveller, {
      name: 'Ada',
      age: (n) => 17 + n,
      nickname: (n, random) => `${n} ${random() < 1}`,
    });
    expect(travellers.build()).toMatchObject({ name: 'Ada', age: 18, nickname: '1 true' });
    expect(travellers.build({ name: 'Bob', age: 20 })).toMatchObject({ name: 'Bob', age: 20, nickname: '2 true' });
    expect(travellers.build({ nickname: null }).nickname).toBeNull();
    expect(travellers.reset().build().age).toBe(18);
    expect(travellers.buildMany(2, { name: 'Eve' }).map((one) => [one.name, one.age])).toEqual([
      ['Eve', 19],
      ['Eve', 20],
    ]);
  });

  it('stores, one by one and in bulk', async () => {
    const engine = recordingEngine('postgres').register(Traveller, { rebind: true });
    const travellers = factory(Traveller);
    expect((await travellers.create({ name: 'Ada' })).isNew).toBe(false);
    expect((await travellers.createMany(3)).map((one) => one.isNew)).toEqual([false, false, false]);
    expect(engine.statements.filter(({ operation }) => operation === 'insert')).toHaveLength(2);
    await expectError(travellers.create({ age: 3 }), ValidationError);
    await expectError(travellers.createMany(2, { age: 3 }), BulkWriteError);
    await expectError(() => travellers.buildMany(1.5), ConfigurationError);
  });
});
