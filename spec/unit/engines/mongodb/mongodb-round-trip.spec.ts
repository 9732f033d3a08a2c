import fc from 'fast-check';
import { BSON } from 'mongodb';
import { codecOf } from '../../../../lib/engines/mongodb/mongodb-codecs';
import { mongodbRowReaders } from '../../../../lib/engines/mongodb/mongodb-row-readers';
import type { FieldPath } from '../../../../lib/query/field-path';
import { equalValues } from '../../../../lib/types/equal-values';
import type { LogicalType } from '../../../../lib/types/logical-type';
import { parserFor } from '../../../../lib/types/parse-value';
import { ValueProblem } from '../../../../lib/types/value-problem';
import { typedValues } from '../../types/typed-values';

/** The value as BSON, or null where it is one that MongoDB cannot hold. */
function stored(type: LogicalType, value: unknown): Buffer | null {
  try {
    return Buffer.from(BSON.serialize({ c0: codecOf(type).encode(value) }));
  } catch (cause) {
    if (cause instanceof ValueProblem) return null;
    throw cause;
  }
}

function canonicalOrNull(type: LogicalType, value: unknown): unknown {
  try {
    return parserFor(type)(value);
  } catch (cause) {
    if (cause instanceof ValueProblem) return null;
    throw cause;
  }
}

describe('what is written to MongoDB', () => {
  test('is read as an equal value of the same type', () => {
    let read = 0;
    fc.assert(
      fc.property(typedValues, ({ type, value }) => {
        const canonical = canonicalOrNull(type, value);
        const row = canonical === null ? null : stored(type, canonical);
        if (row === null) return;
        const path: FieldPath = { kind: 'path', field: null, steps: [], type, nullable: true, text: 'value' };
        const back = mongodbRowReaders.value(row, 0, path);
        expect([equalValues(type, canonical, back), back]).toEqual([true, back]);
        expect(parserFor(type)(back)).toEqual(back);
        read += 1;
      }),
      { numRuns: 1000 },
    );
    expect(read).toBeGreaterThan(500);
  });
});
