import { BulkWriteError, Document, Embedded, Entity, Field, PrimaryKey, ValidationError } from '../../lib';
import { queryCount } from '../../lib/testing';
import { describeEachEngine } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Place } from '../support/models/address';

@Entity()
class Glossary extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: { map: ['string', 'int'] } }) words: Map<string, number> = new Map();

  @Field({ type: 'json', nullable: true }) notes?: unknown;

  @Embedded(
    () => Map,
    () => Place,
  )
  places: Map<string, Place> = new Map();
}

/** Where names of members are parts of paths, a dot divides them, and a dollar in front makes an operator of them. */
const AMBIGUOUS = ['a.b', '$x', '.', '$', '..', 'end.', '$set', '$a.b'];
const PLACE = { latitude: 1, longitude: 2 };

describeEachEngine('names with dots and dollars', (engine) => {
  engine.useModels(Glossary);

  for (const name of AMBIGUOUS) {
    if (engine.storesAnyMemberName) {
      test(`${name} is a key like others, in maps and in json`, async () => {
        const given = {
          id: name,
          words: { [name]: 1, b: 2 },
          notes: { in: [{ [name]: 1 }] },
          places: { [name]: PLACE },
        };
        const made = await Glossary.create(given);
        expect(await Glossary.get(name)).toEqual(made);
        await made.update({ $put: { words: { [name]: 3 } } });
        made.words.set('c', 4).delete('b');
        Object.assign(made.places.get(name) ?? {}, { latitude: 3 });
        await made.save();
        const stored = await Glossary.get(name);
        expect(Object.fromEntries(stored.words)).toEqual({ [name]: 3, c: 4 });
        expect(stored).toEqual(made);
      });
    } else {
      test(`${name} is refused before anything is sent, as a key of a map and as a member of json`, async () => {
        const stored = await Glossary.create({ id: `kept ${name}`, words: { a: 1 } });
        const refused: readonly (() => Promise<unknown>)[] = [
          () => Glossary.create({ id: name, words: { [name]: 1 } }),
          () => Glossary.create({ id: name, notes: { in: [{ [name]: 1 }] } }),
          () => Glossary.create({ id: name, places: { [name]: PLACE } }),
          () => Glossary.updateMany({ id: stored.id }, { words: { [name]: 1 } }),
          () => stored.update({ $put: { words: { [name]: 1 } } }),
          () => stored.update({ notes: { [name]: 1 } }),
        ];
        const calls = await queryCount(engine.engine, async () => {
          for (const work of refused) await expectError(work, ValidationError, { model: 'Glossary' });
          stored.words.set(name, 2);
          await expectError(stored.save(), ValidationError);
          stored.reset();
        });
        expect(calls).toBe(0);
        expect(await Glossary.get(stored.id)).toEqual(stored);
        const rows = [{ id: `${name} 1` }, { id: `${name} 2`, words: { [name]: 1 } }];
        const error = await expectError(Glossary.insertMany(rows), BulkWriteError);
        expect(error.result).toMatchObject({ failed: 1, items: [{}, { error: expect.any(ValidationError) }] });
        expect(await Glossary.exists({ id: `${name} 1` })).toBe(false);
      });
    }
  }
});
