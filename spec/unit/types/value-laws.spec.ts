import fc from 'fast-check';
import { cloneValue, isImmutable } from '../../../lib/types/clone-value';
import { equalValues } from '../../../lib/types/equal-values';
import { fromJsonValue, toJsonValue } from '../../../lib/types/json-value';
import type { LogicalType } from '../../../lib/types/logical-type';
import { parserFor } from '../../../lib/types/parse-value';
import { valueKey } from '../../../lib/types/value-key';
import { typedValues } from './typed-values';

const RUNS = { numRuns: 1_000 };

/** Every object inside a value that can be changed in place. */
function mutableParts(value: unknown, found: Set<object> = new Set()): Set<object> {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return found;
  if (value.constructor?.name === 'Decimal' || found.has(value)) return found;
  found.add(value);
  const parts = value instanceof Map ? [...value].flat() : value instanceof Set ? [...value] : Object.values(value);
  for (const part of parts) mutableParts(part, found);
  return found;
}

describe('values of any type', () => {
  it('are canonical after parsing: parsing again gives the same object', () => {
    fc.assert(
      fc.property(typedValues, ({ type, value }) => {
        const canonical = parserFor(type)(value);
        expect(Object.is(parserFor(type)(canonical), canonical)).toBe(true);
      }),
      RUNS,
    );
  });

  it('come back equal from JSON text', () => {
    fc.assert(
      fc.property(typedValues, ({ type, value }) => {
        const canonical = parserFor(type)(value);
        const back = fromJsonValue(type, JSON.parse(JSON.stringify(toJsonValue(type, canonical))));
        expect(equalValues(type, back, canonical)).toBe(true);
        expect(valueKey(type, back)).toBe(valueKey(type, canonical));
      }),
      RUNS,
    );
  });

  it('have clones that are equal and share nothing changeable', () => {
    fc.assert(
      fc.property(typedValues, ({ type, value }) => {
        const canonical = parserFor(type)(value);
        const clone = cloneValue(type, canonical);
        expect(equalValues(type, clone, canonical)).toBe(true);
        expect(clone).toEqual(canonical);
        if (isImmutable(type)) expect(clone).toBe(canonical);
        const originals = mutableParts(canonical);
        expect([...mutableParts(clone)].filter((part) => originals.has(part))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('are equal exactly when their keys say so, both ways round', () => {
    fc.assert(
      fc.property(typedValues, ({ type, value, other }) => {
        const [a, b] = [parserFor(type)(value), parserFor(type)(other)];
        const equal = equalValues(type, a, b);
        expect(equalValues(type, b, a)).toBe(equal);
        expect(valueKey(type, a) === valueKey(type, b)).toBe(equal);
      }),
      RUNS,
    );
  });

  it('never make equality, keys or clones throw when they do not fit the type', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
    });
    fc.assert(
      fc.property(typedValues, anything, ({ type, value }, foreign) => {
        const canonical = parserFor(type)(value);
        expect(typeof equalValues(type, canonical, foreign)).toBe('boolean');
        expect(typeof equalValues(type, foreign, canonical)).toBe('boolean');
        expect(typeof valueKey(type, foreign)).toBe('string');
        expect(() => cloneValue(type, foreign)).not.toThrow();
        expect(() => toJsonValue(type, foreign)).not.toThrow();
      }),
      RUNS,
    );
  });

  it('are refused or canonical whatever comes from JSON', () => {
    fc.assert(
      fc.property(typedValues, fc.jsonValue(), ({ type }, json) => {
        const outcome = outcomeOf(type, json);
        if (outcome !== 'refused') expect(parserFor(type)(outcome)).toBe(outcome);
      }),
      RUNS,
    );
  });
});

function outcomeOf(type: LogicalType, json: unknown): unknown {
  try {
    return fromJsonValue(type, json);
  } catch (cause) {
    expect(cause).toHaveProperty('name', 'ValueProblem');
    return 'refused';
  }
}
