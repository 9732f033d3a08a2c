import { Decimal } from '../../types/decimal';
import { Duration } from '../../types/duration';
import { arrayElement } from './postgres-array-text';
import { formatInterval } from './postgres-interval';
import { bytesText, numberText, storableJson, storableText } from './postgres-scalar-codecs';
import { formatTimestamp } from './postgres-timestamp';

/**
 * Any JavaScript value as a parameter in PostgreSQL's text format, for SQL that the user wrote: there the server infers
 * the type from the text around the parameter. Lists become arrays, other objects JSON. `undefined` is null.
 * Throws `ValueProblem` for what PostgreSQL cannot hold.
 */
export function rawParameter(value: unknown): string | null {
  switch (typeof value) {
    case 'undefined':
      return null;
    case 'string':
      return storableText(value);
    case 'number':
      return numberText(value);
    case 'boolean':
      return value ? 't' : 'f';
    case 'object':
      return value === null ? null : objectParameter(value);
    default:
      return String(value);
  }
}

function objectParameter(value: object): string {
  if (value instanceof Date) return formatTimestamp(value);
  if (value instanceof Float32Array) return `[${Array.from(value, numberText).join(',')}]`;
  if (value instanceof Uint8Array) return `\\x${bytesText(value, 'hex')}`;
  if (value instanceof Duration) return formatInterval(value);
  if (Decimal.isDecimal(value)) return value.toString();
  if (Array.isArray(value) || value instanceof Set) return rawArray(Array.from(value));
  return storableJson(value instanceof Map ? Object.fromEntries(value) : value);
}

function rawArray(values: readonly unknown[]): string {
  // A list in a list is a further dimension of the array; the braces of an inner list must not be quoted.
  const parts = values.map((value) => arrayElement(rawParameter(value), !Array.isArray(value)));
  return `{${parts.join(',')}}`;
}
