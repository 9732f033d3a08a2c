import { types } from 'node:util';
import { Duration } from './duration';
import { misfit } from './misfit';
import { ValueProblem } from './value-problem';

/** A valid `Date`; one of another realm (a worker, a test sandbox) becomes one of this. */
export function parseTimestamp(value: unknown): Date {
  const time = timeOf(value);
  if (time === null) throw misfit('a Date', value);
  if (Number.isNaN(time)) throw new ValueProblem('range', 'must be a valid Date');
  return value instanceof Date ? value : new Date(time);
}

/** Milliseconds of a `Date` of any realm, null for anything else; in a tenth of the time of `types.isDate`. */
function timeOf(value: unknown): number | null {
  if (typeof value !== 'object' || value === null) return null;
  try {
    return Date.prototype.getTime.call(value);
  } catch {
    // The method works on dates alone, whatever their prototype.
    return null;
  }
}

/** Bytes; a `Buffer` is one kind of `Uint8Array` and stays what it is. */
export function parseBytes(value: unknown): Uint8Array {
  if (types.isUint8Array(value)) return value;
  throw misfit('a Uint8Array', value);
}

/** A `Duration`. */
export function parseDuration(value: unknown): Duration {
  if (value instanceof Duration) return value;
  throw misfit('a Duration', value);
}

/** A boolean. */
export function parseBoolean(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw misfit('a boolean', value);
}

/** A parser of `Float32Array`s of `dimensions` finite elements. A list of numbers is rounded to 32 bits, as the type says. */
export function vectorParser(dimensions: number): (value: unknown) => Float32Array {
  return (value) => {
    const vector = toVector(value);
    if (vector.length !== dimensions) throw new ValueProblem('size', `must have ${dimensions} dimensions`);
    const bad = vector.findIndex((element) => !Number.isFinite(element));
    if (bad < 0) return vector;
    throw new ValueProblem('range', 'must be finite in 32 bits').within(String(bad));
  };
}

function toVector(value: unknown): Float32Array {
  if (value instanceof Float32Array) return value;
  if (types.isFloat32Array(value)) return new Float32Array(value);
  if (!Array.isArray(value)) throw misfit('a Float32Array or a list of numbers', value);
  return Float32Array.from(value, (element: unknown, index) => {
    if (typeof element === 'number') return element;
    throw misfit('a number', element).within(String(index));
  });
}
