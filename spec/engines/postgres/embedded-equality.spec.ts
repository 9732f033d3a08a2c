import fc from 'fast-check';
import { Document, Embeddable, Embedded, Entity, Field, type Filter, PrimaryKey } from '../../../lib';
import { modelMetadataOf } from '../../../lib/metadata/model-metadata-of';
import { equalValues } from '../../../lib/types/equal-values';
import { parserFor } from '../../../lib/types/parse-value';
import { describeEngines } from '../../support/engines';

@Embeddable()
class Label {
  @Field({ type: 'string', nullable: true }) text?: string | null;

  @Field({ type: { set: 'string' }, nullable: true }) tags?: Set<string> | null;

  @Field({ type: 'json', nullable: true, name: 'stored_extra' }) extra?: unknown;
}

/** Embeds itself, and what cannot be compared as it is stored. */
@Embeddable()
class Crate {
  @Field({ type: 'int', nullable: true }) n?: number | null;

  @Embedded(() => Label) label?: Label | null;

  @Field({ type: { map: ['string', { set: 'int' }] }, nullable: true }) groups?: Map<string, Set<number>> | null;

  @Field({ type: { set: () => Label }, nullable: true }) labels?: Set<Label> | null;

  @Embedded(() => [Crate], { nullable: true }) inner?: Crate[] | null;
}

@Entity()
class Cargo extends Document {
  @PrimaryKey({ type: 'int' }) id!: number;

  @Embedded(() => Label) label?: Label | null;

  @Embedded(() => Label) other?: Label | null;

  @Embedded(() => Crate) crate?: Crate | null;

  @Embedded(() => Crate) twin?: Crate | null;

  @Embedded(() => [Label]) labels: Label[] = [];

  @Field({ type: { map: ['string', { set: 'int' }] }, nullable: true }) groups?: Map<string, Set<number>> | null;
}

async function ids(filter: object): Promise<number[]> {
  const found = await Cargo.find(filter as Filter<Cargo>).orderBy('id');
  return found.map(({ id }) => id);
}

const few = { maxLength: 2 };
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null, freq: 3 });
const setOf = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Set<T>> => fc.array(value, few).map((items) => new Set(items));
const extra = fc.constantFrom<unknown>({ a: null }, {}, { a: 1 }, [], [{ a: null }], [{}], 0, 'null');
const label = fc.record(
  { text: maybe(fc.constantFrom('', 'a')), tags: maybe(setOf(fc.constantFrom('x', 'y', 'z'))), extra: maybe(extra) },
  { requiredKeys: [] },
);
const groups = fc
  .array(fc.tuple(fc.constantFrom('k', 'l'), setOf(fc.integer({ min: 1, max: 3 }))), few)
  .map((entries) => new Map(entries));

function crate(depth: number): fc.Arbitrary<object> {
  const flat = {
    n: maybe(fc.integer({ min: 0, max: 1 })),
    label: maybe(label),
    groups: maybe(groups),
    labels: maybe(setOf(label)),
  };
  if (depth === 0) return fc.record(flat, { requiredKeys: [] });
  return fc.record({ ...flat, inner: maybe(fc.array(crate(depth - 1), few)) }, { requiredKeys: [] });
}

describeEngines(['pglite', 'postgres'], 'equality of whole embedded values', (engine) => {
  engine.useModels(Cargo);
  beforeEach(() => Cargo.truncate());

  const stored = {
    tags: new Set(['a', 'b', 'c']),
    extra: { a: null, b: [{ c: null }] },
  };
  const shuffled = { text: null, tags: new Set(['c', 'a', 'b']), extra: { b: [{ c: null }], a: null } };

  test('does not depend on the order of a set, nor on a null part', async () => {
    await Cargo.insertMany([
      { id: 1, label: { ...stored }, other: { ...shuffled }, labels: [{ ...stored }] },
      { id: 2, label: { tags: new Set(['a', 'b']) } },
      { id: 3 },
    ]);
    expect(await ids({ label: shuffled })).toEqual([1]);
    expect(await ids({ label: { $ne: shuffled } })).toEqual([2, 3]);
    expect(await ids({ label: { $in: [shuffled, { tags: new Set(['b', 'a']), extra: null }] } })).toEqual([1, 2]);
    expect(await ids({ label: { $nin: [shuffled] } })).toEqual([2, 3]);
    expect(await ids({ label: { $field: 'other' } })).toEqual([1]);
    expect(await ids({ labels: [shuffled] })).toEqual([1]);
    expect(await ids({ labels: { $contains: shuffled } })).toEqual([1]);
  });

  test('tells a null member of json from a missing one', async () => {
    await Cargo.insertMany([{ id: 1, label: { ...stored } }]);
    expect(await ids({ label: { ...stored, extra: { b: [{ c: null }] } } })).toEqual([]);
    expect(await ids({ label: { ...stored, extra: { a: null, b: [{}] } } })).toEqual([]);
    expect(await ids({ label: { ...stored, extra: null } })).toEqual([]);
  });

  test('holds for maps of sets too', async () => {
    await Cargo.insertMany([{ id: 1, groups: new Map([['k', new Set([1, 2])]]) }]);
    expect(await ids({ groups: new Map([['k', new Set([2, 1])]]) })).toEqual([1]);
    expect(await ids({ groups: new Map([['k', new Set([2])]]) })).toEqual([]);
  });

  test('finds what $pull and $addToSet are about', async () => {
    const cargo = await Cargo.create({ id: 1, labels: [{ ...stored }, { text: 'b' }] });
    await cargo.update({ $addToSet: { labels: { ...shuffled } } } as never);
    expect(cargo.labels).toHaveLength(2);
    await cargo.update({ $pull: { labels: { ...shuffled } } } as never);
    expect(cargo.labels.map(({ text }) => text)).toEqual(['b']);
  });

  test('of two stored fields is the same, in the outer levels of what embeds itself', async () => {
    const nested = (label: object, depth: number): object =>
      depth === 0 ? { labels: new Set([label]) } : { inner: [nested(label, depth - 1)] };
    await Cargo.insertMany([
      { id: 1, crate: nested(stored, 3) as Crate, twin: nested(shuffled, 3) as Crate },
      { id: 2, crate: nested(stored, 3) as Crate, twin: nested({ ...shuffled, text: 'b' }, 3) as Crate },
      { id: 3, crate: nested(stored, 9) as Crate, twin: nested(stored, 9) as Crate },
      { id: 4 },
    ]);
    expect(await ids({ crate: { $field: 'twin' } })).toEqual([1, 3]);
    expect(await ids({ crate: { $ne: { $field: 'twin' } } })).toEqual([2]);
    expect(await ids({ crate: { $ne: { $field: 'crate' } } })).toEqual([]);
  });

  test('is that of values in memory', async () => {
    const field = modelMetadataOf(Cargo).fieldByProperty.get('crate');
    if (field === undefined) throw new Error('Cargo has a crate.');
    const parse = parserFor(field.type);
    await fc.assert(
      fc.asyncProperty(fc.array(crate(2), { minLength: 1, maxLength: 8 }), crate(2), async (rows, given) => {
        await Cargo.truncate();
        const cargo = [...rows, given].map((value, id) => Cargo.build({ id, crate: value as Crate }));
        await Cargo.insertMany(cargo);
        const equal = cargo.filter((one) => equalValues(field.type, one.crate, parse(given))).map(({ id }) => id);
        expect(await ids({ crate: given })).toEqual(equal);
        expect(await ids({ crate: { $in: [given] } })).toEqual(equal);
      }),
      { numRuns: 40 },
    );
  });
});
