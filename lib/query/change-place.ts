import type { ValidationProblem } from '../errors/value-errors';
import { frozen } from '../internal/freeze';
import type { FieldRole } from '../metadata/field-metadata';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { LogicalType } from '../types/logical-type';
import { parserFor } from '../types/parse-value';
import { ValueProblem } from '../types/value-problem';
import type { FieldPath } from './field-path';
import { parsePath } from './parse-path';
import { invalidQuery } from './refuse-query';

/** Fields that no change may name, with the reason. */
const FIXED_ROLES: Partial<Record<FieldRole, string>> = {
  primaryKey: 'is part of the key, which never changes',
  clusteringKey: 'is part of the key, which never changes',
  version: 'is the version, which every write moves by itself',
  counter: 'is a counter; use increment',
  discriminator: 'is the discriminator, which the class decides',
};

/** What the reading of one set of changes has in common. */
export interface ChangeContext {
  readonly model: ModelMetadata;
  /** Values that do not fit, gathered so that one error tells them all. */
  readonly problems: ValidationProblem[];
}

/**
 * The place that a change names.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for an unknown field, and for one that no change may name
 */
export function changePlace(context: ChangeContext, text: string, operator: string): FieldPath {
  const path = parsePath(context.model, text);
  const reason = path.field === null ? undefined : FIXED_ROLES[path.field.role];
  if (reason === undefined) return path;
  throw invalidQuery(context.model, { path: text, operator: operator === '$set' ? undefined : operator }, reason);
}

/** Stands for a value that does not fit; its problem is noted, and the error comes at the end. */
const UNFIT = frozen({ kind: 'unfit' as const });

/**
 * The canonical form of a value to write at `text`; a value that does not fit is noted as a problem.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for undefined
 */
export function parseWritten(context: ChangeContext, type: LogicalType, value: unknown, text: string): unknown {
  if (value === undefined) {
    throw invalidQuery(context.model, { path: text }, 'got undefined; use null or $unset, or leave it out');
  }
  try {
    return parserFor(type)(value);
  } catch (cause) {
    if (!(cause instanceof ValueProblem)) throw cause;
    const path = [text, ...cause.path].join('.');
    context.problems.push({ path, constraint: cause.constraint, message: cause.message });
    return UNFIT;
  }
}

/** Like `parseWritten`, for a place that may be null; null where it may not is noted as a problem. */
export function parseWrittenOrNull(context: ChangeContext, path: FieldPath, value: unknown): unknown {
  if (value !== null) return parseWritten(context, path.type, value, path.text);
  if (!canBeNull(path)) noteMissing(context, path.text);
  return null;
}

/** Notes that a place must have a value. */
export function noteMissing(context: ChangeContext, path: string): void {
  const message = 'has no value; state { nullable: true } if that is allowed';
  context.problems.push({ path, constraint: 'required', message });
}

/** True where null may be written: the last step decides, not whether something above it may be missing. */
export function canBeNull(path: FieldPath): boolean {
  const last = path.steps.at(-1);
  if (last === undefined) return path.field?.nullable ?? false;
  return last.kind === 'property' && last.field.nullable;
}
