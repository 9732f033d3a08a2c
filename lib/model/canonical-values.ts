import type { ValidationProblem } from '../errors/value-errors';
import { asRecord } from '../internal/as-record';
import type { FieldMetadata } from '../metadata/field-metadata';
import type { ModelMetadata } from '../metadata/model-metadata';
import { parserFor } from '../types/parse-value';
import { ValueProblem } from '../types/value-problem';

/** A problem with a field's value, as `ValidationError` lists it. */
export function problemOf(field: FieldMetadata, cause: ValueProblem): ValidationProblem {
  return {
    path: [field.property, ...cause.path].join('.'),
    constraint: cause.constraint,
    message: cause.message,
  };
}

/**
 * Brings a field's value into the form that is stored (`'1.20'` becomes a `Decimal`), in the document too, and returns
 * it; null stands for a missing one. A value that does not fit is added to `problems`.
 */
export function canonicalValue(document: object, field: FieldMetadata, problems: ValidationProblem[]): unknown {
  const record = asRecord(document);
  const value = record[field.property];
  if (value === undefined || value === null) {
    if (!field.nullable) problems.push(missingValue(field));
    return null;
  }
  try {
    const canonical = parserFor(field.type)(value);
    if (canonical !== value) record[field.property] = canonical;
    return canonical;
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

/** Canonical values of all fields of the document, in order. */
export function canonicalRow(model: ModelMetadata, document: object, problems: ValidationProblem[]): unknown[] {
  return model.fields.map((field) => canonicalValue(document, field, problems));
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
