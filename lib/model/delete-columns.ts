import { InvalidQueryError } from '../errors/usage-errors';
import { ValidationError } from '../errors/value-errors';
import type { FieldMetadata } from '../metadata/field-metadata';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { Assignment } from '../query/assignment';
import { pathOf } from '../query/field-path';
import { parserFor } from '../types/parse-value';
import { ValueProblem } from '../types/value-problem';
import type { WriteCallOptions } from './options';
import { systemAssignments } from './system-values';
import { writeAssignments } from './update-document';
import { documentContext, enlistDocument } from './write-context';

/** A field to empty, or entries and elements to remove by field. */
export type ColumnRemoval = string | Readonly<Record<string, unknown>>;

/** `deleteColumns('a', { scores: 'key' })` or `deleteColumns(['a', { scores: 'key' }], options)`. */
export async function deleteColumns(document: object, given: readonly unknown[]): Promise<void> {
  const [first, second] = given;
  const listed = Array.isArray(first);
  const removals: readonly unknown[] = listed ? first : given;
  const options =
    listed && typeof second === 'object' && second !== null ? (second satisfies WriteCallOptions) : undefined;
  const context = documentContext(document, options, 'deleteColumns');
  const { model } = context;
  if (removals.length === 0) {
    throw new InvalidQueryError(`deleteColumns() of ${model.name} needs at least one field.`, { model: model.name });
  }
  const assignments = removals.flatMap((removal) => removalAssignments(model, removal));
  enlistDocument(context, document);
  await writeAssignments(document, context, [...assignments, ...systemAssignments(model, new Date())], {
    operation: 'deleteColumns',
    condition: null,
    ifExists: false,
    event: 'afterUpdate',
    also: null,
  });
}

function removalAssignments(model: ModelMetadata, removal: unknown): Assignment[] {
  if (typeof removal === 'string') return [unsetField(model, removal)];
  if (typeof removal === 'object' && removal !== null && !Array.isArray(removal)) {
    return Object.entries(removal).map(([name, part]) => removePart(model, name, part));
  }
  throw new InvalidQueryError(
    `deleteColumns() of ${model.name} takes field names and objects such as { scores: 'key' }.`,
    {
      model: model.name,
    },
  );
}

function unsetField(model: ModelMetadata, name: string): Assignment {
  const field = removableField(model, name);
  if (!field.nullable) {
    const message = `${name} may not be null`;
    throw new ValidationError([{ path: name, constraint: 'required', message }], { model: model.name });
  }
  return { kind: 'unset', path: pathOf(field) };
}

function removePart(model: ModelMetadata, name: string, part: unknown): Assignment {
  const field = removableField(model, name);
  const path = pathOf(field);
  if (field.type.kind === 'map') return { kind: 'removeKey', path, key: mapKey(model, field, part) };
  if (field.type.kind === 'list' && typeof part === 'number' && Number.isSafeInteger(part) && part >= 0) {
    return { kind: 'removeIndex', path, index: part };
  }
  throw new InvalidQueryError(`${model.name}.${name}: an entry is removed from a map by key, from a list by index.`, {
    model: model.name,
    path: name,
  });
}

function mapKey(model: ModelMetadata, field: FieldMetadata, part: unknown): unknown {
  if (field.type.kind !== 'map') return part;
  try {
    return parserFor(field.type.key)(part);
  } catch (cause) {
    if (!(cause instanceof ValueProblem)) throw cause;
    throw new InvalidQueryError(`${model.name}.${field.property}: ${cause.message}.`, { path: field.property, cause });
  }
}

function removableField(model: ModelMetadata, name: string): FieldMetadata {
  const field = model.fieldByProperty.get(name);
  if (field === undefined) {
    throw new InvalidQueryError(`${model.name} has no field "${name}".`, { model: model.name, path: name });
  }
  if (model.key.fields.includes(field) || field === model.version || field.role === 'discriminator') {
    throw new InvalidQueryError(`${model.name}.${name} cannot be removed: it is part of what identifies the row.`, {
      model: model.name,
      path: name,
    });
  }
  return field;
}
