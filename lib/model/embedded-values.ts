import type { AnyClass } from '../internal/any-class';
import { asRecord } from '../internal/as-record';
import { embeddedShapeOf } from '../metadata/embedded-shape-of';
import { isEmbeddable } from '../metadata/is-embeddable';
import { isModelClass } from '../metadata/is-model-class';
import { modelMetadataOf } from '../metadata/model-metadata-of';
import type { FieldShape, LogicalType } from '../types/logical-type';

/** One embedded value inside a document, with the path to it. */
export interface EmbeddedValue {
  readonly path: string;
  readonly value: object;
}

/** Fields of a model or embeddable class that can hold embedded values, however deep in collections. */
export function embeddingFieldsOf(owner: AnyClass): readonly FieldShape[] {
  return fieldsOf(owner).filter((field) => embeds(field.type));
}

function fieldsOf(owner: AnyClass): readonly FieldShape[] {
  if (isModelClass(owner)) return modelMetadataOf(owner).fields;
  return isEmbeddable(owner) ? embeddedShapeOf(owner).fields : [];
}

/** True for a type whose values can have embedded values in them, however deep in collections. */
export function embeds(type: LogicalType): boolean {
  if (type.kind === 'embedded') return true;
  if (type.kind === 'list' || type.kind === 'set') return embeds(type.element);
  if (type.kind === 'map') return embeds(type.value);
  return type.kind === 'tuple' && type.elements.some(embeds);
}

/** Embedded values that one field holds directly; those inside of them are theirs to find. */
export function embeddedValuesIn(owner: object, field: FieldShape): EmbeddedValue[] {
  return valuesAt(field.type, asRecord(owner)[field.property], field.property);
}

function valuesAt(type: LogicalType, value: unknown, path: string): EmbeddedValue[] {
  if (typeof value !== 'object' || value === null) return [];
  if (type.kind === 'embedded') return [{ path, value }];
  if (type.kind === 'map') {
    const entries: (readonly [unknown, unknown])[] = value instanceof Map ? [...value] : Object.entries(value);
    return entries.flatMap(([key, entry]) => valuesAt(type.value, entry, `${path}.${String(key)}`));
  }
  if (!isIterable(value)) return [];
  return [...value].flatMap((element, index) => valuesAt(elementType(type, index), element, `${path}.${index}`));
}

function elementType(type: LogicalType, index: number): LogicalType {
  if (type.kind === 'list' || type.kind === 'set') return type.element;
  return (type.kind === 'tuple' ? type.elements[index] : undefined) ?? { kind: 'json' };
}

function isIterable(value: object): value is Iterable<unknown> {
  return Symbol.iterator in value;
}
