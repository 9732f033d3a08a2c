import { frozen } from '../internal/freeze';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { LogicalType } from '../types/logical-type';
import { parserFor } from '../types/parse-value';
import type { Computation } from './operation';
import { isNumeric, isOrdered } from './operator-rules';
import { readPath } from './parse-selection';
import { invalidQuery } from './refuse-query';

const WHOLE: LogicalType = Object.freeze({ kind: 'bigint' });
const DOUBLE: LogicalType = Object.freeze({ kind: 'double' });
const VARINT: LogicalType = Object.freeze({ kind: 'varint' });
const DECIMAL: LogicalType = Object.freeze({ kind: 'decimal' });

/** Counts rows; the value is a bigint. */
export const COUNT: Computation = frozen({ name: 'count', function: 'count' as const, path: null, type: WHOLE });

/**
 * A function over one field. Sums are exact for exact fields and numbers for numbers; averages of bigints and decimals
 * are decimals; the smallest and the largest have the field's type.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for an unknown field, or one whose type does not have the function
 */
export function computation(model: ModelMetadata, name: 'sum' | 'avg' | 'min' | 'max', field: unknown): Computation {
  const path = readPath(model, field);
  const isLegal = name === 'sum' || name === 'avg' ? isNumeric(path.type) : isOrdered(path.type);
  if (!isLegal)
    throw invalidQuery(model, { path: path.text, operator: name }, `does not go with type ${path.type.kind}`);
  return frozen({ name, function: name, path, type: resultType(name, path.type) });
}

function resultType(name: 'sum' | 'avg' | 'min' | 'max', type: LogicalType): LogicalType {
  if (name === 'min' || name === 'max') return type;
  if (type.kind === 'decimal') return DECIMAL;
  if (type.kind === 'bigint' || type.kind === 'varint') return name === 'sum' ? VARINT : DECIMAL;
  return DOUBLE;
}

/** What a computation gives over nothing: 0 of the result's type for counts and sums, null for the others. */
export function emptyResult({ function: name, type }: Computation): unknown {
  return name === 'count' || name === 'sum' ? parserFor(type)(0) : null;
}
