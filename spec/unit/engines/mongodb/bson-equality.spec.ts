import { inspect } from 'node:util';
import fc from 'fast-check';
import type { RowShape } from '../../../../lib/contract/row-reader';
import { closureObjectReader, compileObjectReader } from '../../../../lib/engines/mongodb/mongodb-compiled-decoder';
import { decoderOf } from '../../../../lib/engines/mongodb/mongodb-decoders';
import { mongodbRowReaders } from '../../../../lib/engines/mongodb/mongodb-row-readers';
import type { FieldPath } from '../../../../lib/query/field-path';
import type { EmbeddedShape, LogicalType } from '../../../../lib/types/logical-type';
import { anyMember, anyValue, likelyValue } from './bson-arbitraries';
import { documentOf, type Member } from './bson-writer';
import { canonical, decodedByClient } from './canonical-oracle';

class Part {}

const PART: EmbeddedShape = {
  name: 'part',
  className: 'Part',
  prototype: Part.prototype,
  get fields() {
    return [
      { property: 'a', column: 'a', type: TEXT, nullable: true },
      { property: 'count', column: 'n', type: { kind: 'int' as const }, nullable: true },
      { property: 'when', column: 'days', type: { kind: 'timestamp' as const }, nullable: true },
      { property: 'inner', column: 'b', type: EMBEDDED, nullable: true },
    ];
  },
};
const TEXT: LogicalType = { kind: 'string' };
const EMBEDDED: LogicalType = { kind: 'embedded', shape: () => PART };

const TYPES: readonly LogicalType[] = [
  TEXT,
  ...(
    ['ascii', 'boolean', 'tinyint', 'smallint', 'int', 'bigint', 'varint', 'float', 'double', 'decimal'] as const
  ).map((kind) => ({ kind })),
  ...(['uuid', 'timeuuid', 'objectId', 'date', 'time', 'timestamp', 'duration', 'bytes', 'inet', 'json'] as const).map(
    (kind) => ({ kind }),
  ),
  { kind: 'list', element: TEXT },
  { kind: 'list', element: { kind: 'json' } },
  { kind: 'list', element: EMBEDDED },
  { kind: 'set', element: { kind: 'double' } },
  { kind: 'map', key: TEXT, value: { kind: 'bigint' } },
  { kind: 'map', key: TEXT, value: { kind: 'list', element: { kind: 'int' } } },
  { kind: 'tuple', elements: [{ kind: 'int' }, TEXT, { kind: 'date' }] },
  { kind: 'vector', dimensions: 3 },
  EMBEDDED,
];

/** Field i of the model holds type i, so that every document meets every type. */
const SELECTION = TYPES.map(
  (type, position): FieldPath => ({
    kind: 'path',
    field: null,
    steps: [],
    type,
    nullable: true,
    text: `p${position}`,
  }),
);

const SHAPE: RowShape = {
  selection: SELECTION,
  properties: SELECTION.map(({ text }, position) => ({ position, property: text, onNull: null })),
  prototype: Part.prototype,
};

/** A stored field: mostly there, mostly of a type that some field has. */
const field = fc.tuple(
  fc.integer({ min: 0, max: TYPES.length - 1 }),
  fc.oneof({ weight: 3, arbitrary: likelyValue }, { weight: 1, arbitrary: anyValue }),
);

/** Fields in any order, some missing, some twice, some that no field knows. */
const document = fc
  .tuple(fc.array(field, { maxLength: 50 }), fc.array(anyMember, { maxLength: 2 }), fc.boolean())
  .chain(([fields, extra, isOrdered]) => {
    const sorted = isOrdered ? [...fields].sort(([left], [right]) => left - right) : fields;
    const members = sorted.map(([position, value]): Member => ({ name: `c${position}`, ...value }));
    return fc.shuffledSubarray([...extra]).map((more) => documentOf([...members, ...more]));
  });

/** Everything there is to see of a value: classes, -0, invalid dates, but not the order of members. */
function shown(value: unknown): string {
  return inspect(value, { depth: null, sorted: true, maxArrayLength: null, maxStringLength: null });
}

const PLAN = {
  properties: SELECTION.map(({ type, text }, position) => ({
    property: text,
    member: `c${position}`,
    decoder: decoderOf(type),
  })),
  prototype: Part.prototype,
  isComplete: true,
};

describe('decoding of documents', () => {
  const reader = mongodbRowReaders.compile(SHAPE);
  const generated = compileObjectReader(PLAN);
  const closures = closureObjectReader(PLAN);

  test('gives what the client decodes, as canonical values, on any document', () => {
    fc.assert(
      fc.property(document, (bytes) => {
        const decoded = decodedByClient(bytes);
        const expected = TYPES.map((type, position) => shown(canonical(type, decoded[`c${position}`])));
        const made = reader.create(bytes);
        const kept = reader.keep(bytes);
        expect(Object.values(made).map(shown)).toEqual(expected);
        expect(SELECTION.map((_path, index) => shown(reader.original(kept, index)))).toEqual(expected);
        expect(SELECTION.map((path, index) => shown(mongodbRowReaders.value(bytes, index, path)))).toEqual(expected);
        expect(shown(closures(bytes, 0))).toBe(shown(generated(bytes, 0)));
      }),
      { numRuns: 400 },
    );
  });

  test('reads a document wherever it is in its buffer', () => {
    fc.assert(
      fc.property(document, fc.uint8Array({ maxLength: 20 }), (bytes, around) => {
        const whole = Buffer.concat([around, bytes, around]);
        const view = new Uint8Array(whole.buffer, whole.byteOffset + around.length, bytes.length);
        expect(shown(reader.create(view))).toBe(shown(reader.create(bytes)));
        expect(shown(generated(whole, around.length))).toBe(shown(generated(bytes, 0)));
      }),
      { numRuns: 100 },
    );
  });
});
