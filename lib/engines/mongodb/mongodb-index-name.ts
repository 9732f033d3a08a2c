import type { IndexMetadata, IndexPart } from '../../metadata/index-metadata';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { ownedIndexesOf } from '../../metadata/owned-indexes-of';
import type { LogicalType } from '../../types/logical-type';
import { mapKeyText, storedName } from './mongodb-names';

/** What stands behind a path of an index. */
interface IndexedPlace {
  readonly stored: string;
  /** Null below json and for `$**`. */
  readonly type: LogicalType | null;
}

/** What follows a name in the keys of an index: a direction, or the kind of the whole index. */
export function indexPartValue(model: ModelMetadata, index: IndexMetadata, part: IndexPart): 1 | -1 | string {
  const direction = part.direction === 'desc' ? -1 : 1;
  const type = placeOf(model, part.path).type;
  switch (index.using) {
    case 'text':
      return type === null || isText(type) ? 'text' : direction;
    case '2dsphere':
    case '2d':
      return type === null || isGeometry(type) ? index.using : direction;
    case 'hashed':
      // There may be one hashed field: https://www.mongodb.com/docs/manual/core/indexes/index-types/index-hashed/
      return part === index.parts[0] ? 'hashed' : direction;
    default:
      return direction;
  }
}

function isText(type: LogicalType): boolean {
  if (type.kind === 'list' || type.kind === 'set') return isText(type.element);
  return type.kind === 'string' || type.kind === 'ascii' || type.kind === 'json';
}

function isGeometry({ kind }: LogicalType): boolean {
  return kind === 'json' || kind === 'embedded' || kind === 'list' || kind === 'tuple' || kind === 'map';
}

/** Stored path of a part of an index. Lists are walked through without an index: each of their elements is indexed. */
export function indexPartPath(model: ModelMetadata, part: IndexPart): string {
  return placeOf(model, part.path).stored;
}

function placeOf(model: ModelMetadata, path: string): IndexedPlace {
  const [property = '', ...steps] = path.split('.');
  const field = model.fieldByProperty.get(property);
  if (field === undefined) return { stored: path, type: null };
  let place: IndexedPlace = { stored: storedName(model, field), type: field.type };
  for (const step of steps) place = placeBelow(place, step);
  return place;
}

function placeBelow({ stored, type }: IndexedPlace, step: string): IndexedPlace {
  const through = type !== null && (type.kind === 'list' || type.kind === 'set');
  if (through && !/^\d+$/.test(step)) return placeBelow({ stored, type: type.element }, step);
  if (type?.kind === 'embedded') {
    const field = type.shape().fields.find((candidate) => candidate.property === step);
    return { stored: `${stored}.${field?.column ?? step}`, type: field?.type ?? null };
  }
  if (type?.kind === 'map') return { stored: `${stored}.${mapKeyText(step, type.key)}`, type: type.value };
  return { stored: `${stored}.${step}`, type: elementType(type, step) };
}

function elementType(type: LogicalType | null, step: string): LogicalType | null {
  if (type?.kind === 'tuple') return type.elements[Number(step)] ?? null;
  return type?.kind === 'list' || type?.kind === 'set' ? type.element : null;
}

/** The keys of an index as the server has them: stored paths, each with its direction or kind. */
export function indexKeyOf(model: ModelMetadata, index: IndexMetadata): Readonly<Record<string, 1 | -1 | string>> {
  const pairs = index.parts.map((part): [string, 1 | -1 | string] => {
    const path = indexPartPath(model, part);
    return [index.using === 'wildcard' ? `${path}.$**` : path, indexPartValue(model, index, part)];
  });
  return Object.fromEntries(pairs);
}

/** The name that MongoDB itself gives to an index with these keys: `email_1_age_-1`. */
export function nameOfKeys(key: Readonly<Record<string, unknown>>): string {
  return Object.entries(key)
    .map(([path, value]) => `${path}_${String(value)}`)
    .join('_');
}

/**
 * Name of an index: the given one, else the one that MongoDB itself would choose. Indexes of one collection that would
 * have the same derived name are numbered in the order of declaration.
 */
export function indexNameOf(model: ModelMetadata, index: IndexMetadata): string {
  if (index.name !== null) return index.name;
  const name = nameOfKeys(indexKeyOf(model, index));
  const same = ownedIndexesOf(model).filter(
    ({ index: other, model: owner }) => other.name === null && nameOfKeys(indexKeyOf(owner, other)) === name,
  );
  const position = same.findIndex((owned) => owned.index === index);
  return position > 0 ? `${name}_${position + 1}` : name;
}
