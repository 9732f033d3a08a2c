import { inspect } from 'node:util';
import type { RowReader, RowReaders } from '../../../../lib/contract/row-reader';
import type { FieldPath } from '../../../../lib/query/field-path';
import type { LogicalType } from '../../../../lib/types/logical-type';
import { bson, documentOf } from './bson-writer';

interface Loaded {
  readonly mongodbRowReaders: RowReaders;
}

/** The readers as they are loaded where `new Function` throws, as under `--disallow-code-generation-from-strings`. */
function loadWithoutGeneration(): { readonly reader: RowReader; readonly refusals: number } {
  const original = globalThis.Function;
  let refusals = 0;
  let reader: RowReader | null = null;
  const refusing = function refuse(): never {
    refusals += 1;
    throw new EvalError('Code generation from strings disallowed for this context');
  };
  refusing.prototype = original.prototype;
  try {
    globalThis.Function = refusing as unknown as FunctionConstructor;
    jest.isolateModules(() => {
      const loaded: Loaded = require('../../../../lib/engines/mongodb/mongodb-row-readers');
      reader = loaded.mongodbRowReaders.compile(SHAPE);
    });
  } finally {
    globalThis.Function = original;
  }
  if (reader === null) throw new Error('The module was not loaded.');
  return { reader, refusals };
}

const TYPES: readonly LogicalType[] = [
  { kind: 'uuid' },
  { kind: 'objectId' },
  { kind: 'string' },
  { kind: 'list', element: { kind: 'string' } },
  { kind: 'int' },
];

const SELECTION = TYPES.map(
  (type, position): FieldPath => ({ kind: 'path', field: null, steps: [], type, nullable: true, text: `p${position}` }),
);

const SHAPE = {
  selection: SELECTION,
  properties: SELECTION.map(({ text }, position) => ({ position, property: text, onNull: null })),
  prototype: null,
};

const ROW = documentOf([
  { name: 'c0', ...bson.binary(4, Buffer.from('0188b0f29d3a7c118a5500ff10203040', 'hex')) },
  { name: 'c1', ...bson.objectId(Buffer.from('0123456789abcdef01234567', 'hex')) },
  { name: 'c2', ...bson.string('é') },
  { name: 'c3', ...bson.array(['', 'a', 'longer than the texts that are made of numbers'].map(bson.string)) },
]);

describe('without code generation', () => {
  test('the same is read', () => {
    const { reader, refusals } = loadWithoutGeneration();
    const created = reader.create(ROW);
    expect(refusals).toBeGreaterThanOrEqual(5);
    expect(inspect(created)).toBe(
      inspect({
        p0: '0188b0f2-9d3a-7c11-8a55-00ff10203040',
        p1: '0123456789abcdef01234567',
        p2: 'é',
        p3: ['', 'a', 'longer than the texts that are made of numbers'],
        p4: null,
      }),
    );
  });
});
