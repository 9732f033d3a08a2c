import type { FieldMetadata } from '../../metadata/field-metadata';
import type { ModelMetadata } from '../../metadata/model-metadata';
import type { FieldPath, PathStep } from '../../query/field-path';
import type { LogicalType } from '../../types/logical-type';
import type { MongoTarget } from './mongodb-statement';
import { isStructured, structuredKeyText } from './mongodb-structured-key';

/** Name of the key in every stored document. */
export const ID = '_id';

const targets = new WeakMap<ModelMetadata, MongoTarget>();

/** Database and collection of a model. */
export function targetOf(model: ModelMetadata): MongoTarget {
  const known = targets.get(model);
  if (known !== undefined) return known;
  const target = Object.freeze({ database: model.namespace, collection: model.table });
  targets.set(model, target);
  return target;
}

/** True for fields that are the key or part of it. */
export function isKeyField(field: FieldMetadata): boolean {
  return field.role === 'primaryKey' || field.role === 'clusteringKey';
}

/** True where the key has several fields, which then are the members of `_id`, in key order. */
export function hasCompoundKey(model: ModelMetadata): boolean {
  return model.key.fields.length > 1;
}

/** Where a field is stored: `_id`, `_id.<name>` for a part of a compound key, else its stored name. */
export function storedName(model: ModelMetadata, field: FieldMetadata): string {
  if (!isKeyField(field)) return field.column;
  return hasCompoundKey(model) ? `${ID}.${field.column}` : ID;
}

/**
 * The place of a path in the stored document, dotted. For a path that starts at the element of a quantifier it is what
 * comes after the element: empty for the element itself.
 */
export function storedPath(model: ModelMetadata, path: FieldPath): string {
  const names = path.field === null ? [] : [storedName(model, path.field)];
  let type = path.field?.type ?? null;
  for (const step of path.steps) {
    names.push(storedStep(step, type));
    type = typeBelow(step, type);
  }
  return names.join('.');
}

function storedStep(step: PathStep, above: LogicalType | null): string {
  if (step.kind === 'property') return step.field.column;
  if (step.kind === 'index') return String(step.index);
  return mapKeyText(step.key, above?.kind === 'map' ? above.key : null);
}

/** The type that a step leads to, or null where it is not known. */
export function typeBelow(step: PathStep, above: LogicalType | null): LogicalType | null {
  if (step.kind === 'property') return step.field.type;
  if (above === null) return null;
  if (above.kind === 'map') return above.value;
  if (above.kind === 'tuple') return step.kind === 'index' ? (above.elements[step.index] ?? null) : null;
  return above.kind === 'list' || above.kind === 'set' ? above.element : null;
}

/**
 * The key of a map entry as the name of a member: a map is stored as a sub-document. Text stays as it is; what cannot be
 * a name (empty, with a dot or a NUL, with a `$` in front) is refused by the codec. Of other types the text form is taken,
 * with commas for dots, which none of them has otherwise; collections, embedded and JSON values have JSON text.
 * @param type type of the map's keys, or null where it is not known; then text is taken as text
 */
export function mapKeyText(key: unknown, type: LogicalType | null): string {
  if (type === null || type.kind === 'string' || type.kind === 'ascii') return textOfKey(key);
  if (isStructured(type)) return structuredKeyText(type, key);
  return textOfKey(key).replaceAll('.', ',');
}

function textOfKey(key: unknown): string {
  if (key instanceof Date) return key.toISOString();
  if (key instanceof Uint8Array) return Buffer.from(key).toString('hex');
  return Object.is(key, -0) ? '-0' : String(key);
}

/**
 * The value of `_id` for key values that are encoded already: the value itself, or a document of the parts in key order.
 * Equality of such documents looks at the order of their members, which is why it is always this one.
 */
export function idOf(model: ModelMetadata, encoded: readonly unknown[]): unknown {
  if (!hasCompoundKey(model)) return encoded[0];
  return Object.fromEntries(model.key.fields.map((field, index) => [field.column, encoded[index]]));
}

/** Name of the value at a position of a computed row, where there is no field that could give it one. */
export function computedName(position: number): string {
  return `c${position}`;
}
