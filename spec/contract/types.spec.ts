import fc from 'fast-check';
import { Document, Embeddable, Embedded, Entity, Field, type Filter, PrimaryKey } from '../../lib';
import { isOrdered } from '../../lib/query/operator-rules';
import { SCALAR_NAMES, type ScalarName } from '../../lib/types/logical-type';
import { describeEachEngine, itNeeds } from '../support/engines';
import { SCALARS } from '../support/filters/arbitrary-scalar';
import { order, sameValue } from '../support/filters/reference-values';

class Box extends Document {
  id!: number;
  value?: unknown;
  list?: unknown[];
  set?: Set<unknown>;
  map?: Map<string, unknown>;
  holder?: { value?: unknown; list?: unknown[] } | null;
  holders?: { value?: unknown }[];
  grid?: unknown[][];
}

/** A model with the type everywhere that a type can stand; made here, because decorators cannot be written in a loop. */
function boxOf(kind: ScalarName): typeof Box {
  class Holder {}
  Field({ type: kind, nullable: true })(Holder.prototype, 'value');
  Field({ type: [kind], nullable: true })(Holder.prototype, 'list');
  Embeddable({ name: `holder_${kind}` })(Holder);
  class OwnBox extends Box {}
  PrimaryKey({ type: 'int' })(OwnBox.prototype, 'id');
  Field({ type: kind, nullable: true })(OwnBox.prototype, 'value');
  Field({ type: [kind], nullable: true })(OwnBox.prototype, 'list');
  Field({ type: { set: kind }, nullable: true })(OwnBox.prototype, 'set');
  Field({ type: { map: ['string', kind] }, nullable: true })(OwnBox.prototype, 'map');
  Field({ type: [[kind]], nullable: true })(OwnBox.prototype, 'grid');
  Embedded(() => Holder, { nullable: true })(OwnBox.prototype, 'holder');
  Embedded(() => [Holder], { nullable: true })(OwnBox.prototype, 'holders');
  const made: unknown = Entity({ name: `box_${kind.toLowerCase()}` })(OwnBox);
  return (made ?? OwnBox) as typeof Box;
}

const BOXES = new Map(SCALAR_NAMES.map((kind) => [kind, boxOf(kind)]));
const RUNS = { numRuns: Number(process.env.POLYDOC_PROPERTY_RUNS ?? 6) };

function attributes(value: unknown, id: number, values: readonly unknown[]): Record<string, unknown> {
  return {
    id,
    value,
    list: [value, ...values],
    set: new Set([value, ...values]),
    map: new Map([['k', value]]),
    holder: { value, list: [value] },
    holders: [{ value }, {}],
    grid: [[value], []],
  };
}

describeEachEngine('every type', (engine) => {
  engine.useModels(...BOXES.values());

  for (const [kind, Model] of BOXES) {
    const canOrder = isOrdered({ kind }) && kind !== 'inet';

    async function store(values: readonly unknown[]): Promise<Box[]> {
      await Model.truncate();
      const boxes = values.map((value, id) => Model.build(attributes(value, id, values) as never));
      await Model.insertMany([...boxes, { id: values.length } as never]);
      return boxes;
    }

    async function ids(filter: object): Promise<number[]> {
      return (await Model.find(filter as Filter<Box>).values('id')).map(([id]) => id);
    }

    async function checkStored(boxes: readonly Box[]): Promise<void> {
      for (const box of boxes) {
        const read = await Model.get(box.id);
        const [streamed] = await Model.find({ id: box.id }).lean();
        for (const field of ['value', 'list', 'set', 'map', 'holder', 'holders', 'grid'] as const) {
          expect({ [field]: read[field] }).toEqual({ [field]: box[field] });
          expect({ [field]: streamed?.[field] }).toEqual({ [field]: box[field] });
        }
        expect(read.isDirty()).toBe(false);
      }
      const empty = await Model.get(boxes.length);
      expect([empty.value, empty.list, empty.set, empty.map, empty.holder]).toEqual([null, null, null, null, null]);
    }

    async function checkFound(boxes: readonly Box[]): Promise<void> {
      for (const { value } of boxes) {
        const same = boxes.filter((other) => sameValue(other.value, value)).map(({ id }) => id);
        const all = boxes.map(({ id }) => id);
        for (const filter of [
          { value: { $eq: value } },
          { value: { $in: [value] } },
          { 'map.k': { $eq: value } },
          { 'list.0': { $eq: value } },
          { 'holder.value': { $eq: value } },
          { 'holder.value': { $in: [value] } },
          { 'holder.list': { $contains: value } },
          { 'holder.list': { $eq: [value] } },
          { holders: { $any: { value: { $eq: value } } } },
          { holder: { value, list: [value] } },
          { grid: [[value], []] },
          { map: new Map([['k', value]]) },
        ]) {
          expect({ filter, ids: await ids(filter) }).toEqual({ filter, ids: same });
        }
        for (const filter of [
          { list: { $contains: value } },
          { set: { $containsAll: [value] } },
          { list: { $any: { $eq: value } } },
          { set: { $any: { $in: [value] } } },
        ]) {
          expect({ filter, ids: await ids(filter) }).toEqual({ filter, ids: all });
        }
        const others = [...all, boxes.length].filter((id) => !same.includes(id));
        expect(await ids({ value: { $ne: value } })).toEqual(others);
        expect(await ids({ 'holder.value': { $nin: [value] } })).toEqual(others);
      }
    }

    async function checkOrdered(boxes: readonly Box[]): Promise<void> {
      const sorted = [...boxes].sort((a, b) => order(a.value, b.value) || a.id - b.id).map(({ id }) => id);
      for (const path of ['value', 'map.k', 'holder.value', 'list.0']) {
        const rows = await Model.find({ id: { $lt: boxes.length } })
          .orderBy(path as never)
          .values('id');
        expect({ path, ids: rows.flat() }).toEqual({ path, ids: sorted });
        for (const { value } of boxes) {
          const below = boxes.filter((other) => order(other.value, value) < 0).map(({ id }) => id);
          const above = boxes.filter((other) => order(other.value, value) >= 0).map(({ id }) => id);
          expect({ path, value, ids: await ids({ [path]: { $lt: value } }) }).toEqual({ path, value, ids: below });
          expect({ path, value, ids: await ids({ [path]: { $gte: value } }) }).toEqual({ path, value, ids: above });
        }
      }
    }

    const values = fc.array(SCALARS[kind], { minLength: 1, maxLength: 4 });

    test(`${kind} comes back equal, alone and inside of others`, async () => {
      await fc.assert(
        fc.asyncProperty(values, async (given) => checkStored(await store(given))),
        RUNS,
      );
    });

    itNeeds(['query.anyField', 'query.not'], `${kind} is found, alone and inside of others`, async () => {
      await fc.assert(
        fc.asyncProperty(values, async (given) => checkFound(await store(given))),
        RUNS,
      );
    });

    if (!canOrder) continue;
    itNeeds('query.anyField', `${kind} is ordered, alone and inside of others`, async () => {
      await fc.assert(
        fc.asyncProperty(values, async (given) => checkOrdered(await store(given))),
        RUNS,
      );
    });
  }

  itNeeds('query.anyField', 'a null member of a JSON value is a value, unlike a missing one', async () => {
    const Json = BOXES.get('json') ?? Box;
    await Json.truncate();
    await Json.insertMany([
      { id: 1, value: { a: null } },
      { id: 2, value: {} },
      { id: 3, value: [null] },
    ] as never);
    expect((await Json.find()).map(({ value }) => value)).toEqual([{ a: null }, {}, [null]]);
    const found = await Promise.all(
      [{ a: null }, {}, [null]].map((value) => Json.find({ value: { $eq: value } } as Filter<Box>).values('id')),
    );
    expect(found).toEqual([[[1]], [[2]], [[3]]]);
  });
});
