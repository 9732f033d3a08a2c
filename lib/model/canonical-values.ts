import type { ValidationProblem } from '../errors/value-errors';
import { asRecord } from '../internal/as-record';
import type { FieldMetadata } from '../metadata/field-metadata';
import type { ModelMetadata } from '../metadata/model-metadata';
import { cloneValue, isImmutable } from '../types/clone-value';
import type { LogicalType } from '../types/logical-type';
import { parserFor } from '../types/parse-value';
import { ValueProblem } from '../types/value-problem';
import type { SystemValue } from './system-values';

/** A problem with a field's value, as `ValidationError` lists it. */
export function problemOf(field: FieldMetadata, cause: ValueProblem): ValidationProblem {
  return {
    path: [field.property, ...cause.path].join('.'),
    constraint: cause.constraint,
    message: cause.message,
  };
}

/** What writing one field takes, looked up once per model. */
interface FieldPlan {
  readonly field: FieldMetadata;
  readonly parse: (value: unknown) => unknown;
  /** Copies a value that `parse` gave; null where it cannot be changed in place. */
  readonly copy: ((value: unknown) => unknown) | null;
}

const plans = new WeakMap<ModelMetadata, readonly FieldPlan[]>();

function plansOf(model: ModelMetadata): readonly FieldPlan[] {
  const known = plans.get(model);
  if (known !== undefined) return known;
  const made = model.fields.map((field) => ({
    field,
    parse: parserFor(field.type),
    copy: copierOf(field.type),
  }));
  plans.set(model, made);
  return made;
}

/** `cloneValue` without its questions: the value is known to fit the type. */
function copierOf(type: LogicalType): FieldPlan['copy'] {
  if (isImmutable(type)) return null;
  if (type.kind === 'timestamp') return (value) => new Date((value as Date).getTime());
  if (type.kind === 'list' && isImmutable(type.element)) return (value) => (value as readonly unknown[]).slice();
  return (value) => cloneValue(type, value);
}

/**
 * Brings a field's value into the form that is stored (`'1.20'` becomes a `Decimal`), in the document too, and returns
 * it; null stands for a missing one. A value that does not fit is added to `problems`.
 */
export function canonicalValue(document: object, field: FieldMetadata, problems: ValidationProblem[]): unknown {
  return canonical(asRecord(document), field, parserFor(field.type), problems);
}

function canonical(
  record: Record<string, unknown>,
  field: FieldMetadata,
  parse: (value: unknown) => unknown,
  problems: ValidationProblem[],
): unknown {
  const value = record[field.property];
  if (value === undefined || value === null) {
    if (!field.nullable) problems.push(missingValue(field));
    return null;
  }
  try {
    const parsed = parse(value);
    if (parsed !== value) record[field.property] = parsed;
    return parsed;
  } catch (cause) {
    if (!(cause instanceof ValueProblem)) throw cause;
    problems.push(problemOf(field, cause));
    return null;
  }
}

function missingValue(field: FieldMetadata): ValidationProblem {
  return {
    path: field.property,
    constraint: 'required',
    message: `${field.property} has no value; state { nullable: true } if that is allowed`,
  };
}

/**
 * Canonical values of all fields, in order; those of `filled` in place of what stands in memory. The row shares nothing
 * changeable with the document: what is changed while the row is on its way is a change for the next save.
 */
export function canonicalRow(
  model: ModelMetadata,
  document: object,
  filled: readonly SystemValue[],
  problems: ValidationProblem[],
): unknown[] {
  const record = asRecord(document);
  const fieldPlans = plansOf(model);
  const row = new Array<unknown>(fieldPlans.length);
  let index = 0;
  for (const { field, parse, copy } of fieldPlans) {
    const system = filled.length === 0 ? null : systemValueOf(filled, field);
    if (system !== null) {
      row[index] = system.value;
    } else {
      const value = canonical(record, field, parse, problems);
      row[index] = copy === null || value === null ? value : copy(value);
    }
    index += 1;
  }
  return row;
}

function systemValueOf(filled: readonly SystemValue[], field: FieldMetadata): SystemValue | null {
  for (const entry of filled) if (entry.field === field) return entry;
  return null;
}

/** The value in stored form, or as it is with `fits: false`; never throws for bad values. */
export function tryCanonical(
  field: FieldMetadata,
  value: unknown,
): { readonly fits: boolean; readonly value: unknown } {
  if (value === undefined || value === null) return { fits: field.nullable, value };
  try {
    return { fits: true, value: parserFor(field.type)(value) };
  } catch (cause) {
    if (cause instanceof ValueProblem) return { fits: false, value };
    throw cause;
  }
}
