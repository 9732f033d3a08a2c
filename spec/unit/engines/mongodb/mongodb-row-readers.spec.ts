import { Binary, BSON, Decimal128, Double, Long, ObjectId } from 'mongodb';
import {
  Decimal,
  Document,
  DocumentParsingError,
  Duration,
  Embeddable,
  Embedded,
  Entity,
  Field,
  PrimaryKey,
} from '../../../../lib';
import type { RowReader } from '../../../../lib/contract/row-reader';
import { mongodbRowReaders } from '../../../../lib/engines/mongodb/mongodb-row-readers';
import type { AnyClass } from '../../../../lib/internal/any-class';
import { modelMetadataOf } from '../../../../lib/metadata/model-metadata-of';
import { type FieldPath, pathOf } from '../../../../lib/query/field-path';
import { bson, documentOf } from './bson-writer';

@Embeddable()
class Address {
  @Field({ type: 'string', name: 'c' }) city!: string;
  @Field({ type: 'string', nullable: true }) zip?: string | null;
}

@Entity({ name: 'events' })
class Event extends Document {
  @PrimaryKey({ type: 'uuid' }) id!: string;
  @Field({ type: 'string', name: 'label' }) title!: string;
  @Field({ type: 'int' }) count!: number;
  @Field({ type: 'bigint' }) big!: bigint;
  @Field({ type: 'decimal' }) price!: Decimal;
  @Field({ type: 'timestamp' }) at!: Date;
  @Field({ type: ['string'] }) tags!: string[];
  @Field({ type: { map: ['string', 'int'] } }) votes!: Map<string, number>;
  @Field({ type: 'duration' }) length!: Duration;
  @Embedded(() => Address) address!: Address;
}

@Entity({ name: 'seats' })
class Seat extends Document {
  @PrimaryKey({ type: 'string' }) hall!: string;
  @PrimaryKey({ type: 'int', name: 'nr' }) place!: number;
  @Field({ type: 'string', nullable: true }) guest?: string | null;
}

const UUID = '0188b0f2-9d3a-7c11-8a55-00ff10203040';

const STORED = {
  _id: new Binary(Buffer.from(UUID.replaceAll('-', ''), 'hex'), 4),
  label: 'één',
  count: 3,
  big: Long.fromBigInt(2n ** 63n - 1n),
  price: Decimal128.fromString('12.50'),
  at: new Date('1969-12-31T23:59:59.999Z'),
  tags: ['a', null, 'b'],
  votes: new Map([
    ['10', 1],
    ['2', 2],
    ['__proto__', 3],
  ]),
  length: { months: 1, days: 2, nanoseconds: Long.fromNumber(3) },
  address: { c: 'Paris' },
};

function stored(changes: object = {}): Buffer {
  return Buffer.from(BSON.serialize({ ...STORED, ...changes }));
}

function selectionOf(modelClass: AnyClass): readonly FieldPath[] {
  return modelMetadataOf(modelClass).fields.map(pathOf);
}

function readerOf(modelClass: AnyClass, defaults: Readonly<Record<string, () => unknown>> = {}): RowReader {
  const selection = selectionOf(modelClass);
  const properties = selection.map(({ text }, position) => ({
    position,
    property: text,
    onNull: defaults[text] ?? null,
  }));
  return mongodbRowReaders.compile({ selection, properties, prototype: modelClass.prototype });
}

function fieldPath(property: string): FieldPath {
  const found = selectionOf(Event).find(({ text }) => text === property);
  if (found === undefined) throw new Error(`There is no ${property}.`);
  return found;
}

describe('row readers of MongoDB', () => {
  test('make objects with own enumerable properties in the order of the model', () => {
    const made = readerOf(Event).create(stored());
    expect(made).toBeInstanceOf(Event);
    expect(Object.entries(made)).toEqual([
      ['id', UUID],
      ['title', 'één'],
      ['count', 3],
      ['big', 2n ** 63n - 1n],
      ['price', new Decimal('12.5')],
      ['at', new Date(-1)],
      ['tags', ['a', null, 'b']],
      ['votes', new Map(Object.entries({ 2: 2, 10: 1 })).set('__proto__', 3)],
      ['length', new Duration(1, 2, 3n)],
      ['address', Object.assign(new Address(), { city: 'Paris' })],
    ]);
  });

  test('keep the order of the entries of a map', () => {
    const { votes } = readerOf(Event).create(stored()) as Event;
    expect([...votes.keys()]).toEqual(['10', '2', '__proto__']);
  });

  test('do not set what an embedded value lacks, and set null what it has as null', () => {
    const reader = readerOf(Event);
    expect(Object.keys((reader.create(stored()) as Event).address)).toEqual(['city']);
    const { address } = reader.create(stored({ address: { zip: null, c: 'Oslo' } })) as Event;
    expect({ ...address }).toEqual({ city: 'Oslo', zip: null });
    expect(address).toBeInstanceOf(Address);
  });

  test('tell what was read, whatever became of the object', () => {
    const reader = readerOf(Event);
    const row = stored();
    const event = reader.create(row) as Event;
    const kept = reader.keep(row);
    const before = Object.values(reader.create(row));
    event.at.setTime(0);
    event.tags.push('c');
    event.votes.clear();
    event.address.city = 'Rome';
    row.fill(0);
    const originals = (): unknown[] => before.map((_value, index) => reader.original(kept, index));
    expect(originals()).toEqual(before);
    expect(reader.original(kept, 6)).not.toBe(reader.original(kept, 6));
    expect(originals()).toEqual(before);
  });

  test('keep documents apart, big and small ones', () => {
    const reader = readerOf(Event);
    const kept = Array.from({ length: 300 }, (_, number) =>
      reader.keep(stored({ count: number, label: 'x'.repeat(number % 3 === 0 ? 6_000 : number) })),
    );
    kept.forEach((row, number) => {
      expect(reader.original(row, 2)).toBe(number);
      expect(String(reader.original(row, 1))).toHaveLength(number % 3 === 0 ? 6_000 : number);
    });
  });

  test('hold on to the bytes of the document and not to its reply', () => {
    const reply = Buffer.alloc(16 * 1024 * 1024);
    const small = stored();
    const big = stored({ label: 'x'.repeat(100_000) });
    small.copy(reply, 0);
    big.copy(reply, small.length);
    const reader = readerOf(Event);
    for (const row of [reply.subarray(0, small.length), reply.subarray(small.length, small.length + big.length)]) {
      const { bytes } = reader.keep(row) as { readonly bytes: Buffer };
      expect(bytes.buffer).not.toBe(reply.buffer);
      expect(bytes.buffer.byteLength).toBeLessThan(200_000);
    }
  });

  test('put defaults in place of what is missing or null, and tell them apart from later changes', () => {
    let made = 0;
    const reader = readerOf(Event, { tags: () => [`t${++made}`], count: () => 7, title: () => null });
    const row = stored({ tags: undefined, count: null, label: null });
    const event = reader.create(row) as Event;
    const kept = reader.keep(row);
    expect([event.title, event.count, event.tags]).toEqual([null, 7, ['t1']]);
    event.tags.push('changed');
    expect([1, 2, 6].map((index) => reader.original(kept, index))).toEqual([null, 7, ['t1']]);
    expect(made).toBe(1);
    reader.create(stored());
    expect(made).toBe(1);
  });

  test('find fields in any order, and null where there is none', () => {
    const backwards = Object.fromEntries(Object.entries({ ...STORED, unknown: { a: [1] } }).reverse());
    const reader = readerOf(Event);
    expect(reader.create(Buffer.from(BSON.serialize(backwards)))).toEqual(reader.create(stored()));
    expect(Object.values(reader.create(Buffer.from(BSON.serialize({}))))).toEqual(Array(10).fill(null));
  });

  test('make plain objects where there is no prototype', () => {
    const [path] = selectionOf(Event);
    if (path === undefined) throw new Error('there are ten');
    const properties = [{ position: 0, property: '__proto__', onNull: null }];
    const made = mongodbRowReaders.compile({ selection: [path], properties, prototype: null }).create(stored());
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
    expect(Object.entries(made)).toEqual([['__proto__', UUID]]);
  });

  test('take what fits in another BSON type, and leave what does not as it is', () => {
    const read = (changes: object): Event => readerOf(Event).create(stored(changes)) as Event;
    expect(read({ count: new Double(4) }).count).toBe(4);
    expect(read({ count: Long.fromNumber(5) }).count).toBe(5);
    expect(read({ count: 1.5 }).count).toBe(1.5);
    expect(read({ big: 6 }).big).toBe(6n);
    expect(read({ big: Decimal128.fromString('7E+1') }).big).toBe(70n);
    expect(read({ price: 0.1 }).price).toEqual(new Decimal('0.1'));
    expect(read({ at: '2020-02-03T04:05:06Z' }).at).toEqual(new Date('2020-02-03T04:05:06Z'));
    expect(read({ at: 'soon' }).at).toBe('soon');
    expect(read({ label: new ObjectId('0123456789abcdef01234567') }).title).toBe('0123456789abcdef01234567');
    expect(read({ tags: 'a' }).tags).toBe('a');
    expect(read({ address: 'here' }).address).toBe('here');
    expect(read({ length: { months: 1, days: -1 } }).length).toEqual({ months: 1, days: -1 });
  });

  test('refuse text that is not UTF-8, and take the character that stands for such text', () => {
    const path = fieldPath('title');
    const row = (bytes: Buffer): Buffer => documentOf([{ name: 'label', ...bson.rawString(bytes) }]);
    for (const length of [1, 100]) {
      const wrong = Buffer.alloc(length, 0xff);
      expect(() => mongodbRowReaders.value(row(wrong), 0, path)).toThrow(DocumentParsingError);
      const right = '\ufffd'.repeat(length);
      expect(mongodbRowReaders.value(row(Buffer.from(right)), 0, path)).toBe(right);
    }
  });
});

describe('keys on MongoDB', () => {
  const row = (id: unknown): Buffer => Buffer.from(BSON.serialize({ _id: id, guest: 'Ann' }));

  test('of several fields are the members of _id', () => {
    const reader = readerOf(Seat);
    const seat = row({ hall: 'A', nr: 7 });
    const made = reader.create(seat);
    expect(Object.entries(made)).toEqual([
      ['hall', 'A'],
      ['place', 7],
      ['guest', 'Ann'],
    ]);
    const kept = reader.keep(seat);
    expect([0, 1, 2].map((index) => reader.original(kept, index))).toEqual(['A', 7, 'Ann']);
    expect(Object.values(reader.create(row({ nr: 7, hall: 'A' })))).toEqual(Object.values(made));
    expect(Object.values(reader.create(row({ nr: 7 })))).toEqual([null, 7, 'Ann']);
  });

  test('are found one by one as well', () => {
    const [, place] = selectionOf(Seat);
    if (place === undefined) throw new Error('there are three');
    expect(mongodbRowReaders.value(row({ hall: 'A', nr: 7 }), 1, place)).toBe(7);
    expect(mongodbRowReaders.value(stored(), 0, fieldPath('id'))).toBe(UUID);
    expect(mongodbRowReaders.value(row('A'), 0, fieldPath('count'))).toBeNull();
  });
});

describe('parts of fields on MongoDB', () => {
  const text = { kind: 'string' } as const;
  const city = modelMetadataOf(Event).fields.find(({ property }) => property === 'address')?.type;

  function below(property: string, steps: FieldPath['steps'], type: FieldPath['type']): FieldPath {
    return { ...fieldPath(property), steps, type, text: property };
  }

  test('are read at the end of their path', () => {
    if (city?.kind !== 'embedded') throw new Error('address is embedded');
    const [field] = city.shape().fields;
    if (field === undefined) throw new Error('there are two');
    const byName = below('address', [{ kind: 'property', field }], text);
    const entry = below('votes', [{ kind: 'key', key: '2' }], { kind: 'int' });
    const item = (index: number): FieldPath => below('tags', [{ kind: 'index', index }], text);
    expect(mongodbRowReaders.value(stored(), 0, byName)).toBe('Paris');
    expect(mongodbRowReaders.value(stored(), 0, entry)).toBe(2);
    expect([0, 1, 2, 3].map((index) => mongodbRowReaders.value(stored(), 0, item(index)))).toEqual([
      'a',
      null,
      'b',
      null,
    ]);
    expect(mongodbRowReaders.value(stored({ address: 'here' }), 0, byName)).toBeNull();
  });

  test('are named by their position where they were computed', () => {
    const path: FieldPath = {
      kind: 'path',
      field: null,
      steps: [],
      type: { kind: 'bigint' },
      nullable: true,
      text: 'n',
    };
    const row = Buffer.from(BSON.serialize({ c0: 1, c1: Long.fromNumber(2) }));
    expect([0, 1, 2].map((position) => mongodbRowReaders.value(row, position, path))).toEqual([1n, 2n, null]);
  });
});
