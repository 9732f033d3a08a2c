import { InvalidQueryError } from '../../errors/usage-errors';
import { propertyOf } from '../../internal/property-of';
import { Decimal } from '../../types/decimal';
import { Duration } from '../../types/duration';

/** A statement of the raw escape hatch. */
export interface RawStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** polydoc's own value classes as text; everything else is the client's to understand. */
function rawValue(value: unknown): unknown {
  return value instanceof Duration || Decimal.isDecimal(value) ? String(value) : value;
}

/**
 * Reads what `execute` was given: SQL text, or an object with `text` and perhaps `values`.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for anything else.
 */
export function rawStatement(statement: unknown, parameters: readonly unknown[]): RawStatement {
  if (typeof statement === 'string') return { text: statement, values: parameters.map(rawValue) };
  const text = propertyOf(statement, 'text');
  if (typeof text === 'string') {
    const values = propertyOf(statement, 'values');
    const own: unknown[] = Array.isArray(values) ? values : [];
    return { text, values: (parameters.length > 0 ? parameters : own).map(rawValue) };
  }
  throw new InvalidQueryError('A raw statement on PostgreSQL is SQL text, with its parameters in a list beside it.');
}
