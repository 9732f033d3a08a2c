import { assertNever } from '../../internal/assert-never';
import type { FieldPath } from '../../query/field-path';
import type { Predicate } from '../../query/predicate';
import type { LogicalType } from '../../types/logical-type';
import { arrayText, codecOf, jsonbCodecOf } from './postgres-codecs';
import { columnType, isScalar } from './postgres-column';
import { COMPARISONS } from './postgres-comparison';
import { embeddedLevels } from './postgres-equality-traits';
import { jsonCodecOf } from './postgres-json-codecs';
import { comparableSql } from './postgres-json-equality';
import { atPath, isJsonPath, keyText, type PathScope, pathSql } from './postgres-path';

type Collection = Extract<Predicate, { readonly kind: 'collection' }>;
type Size = Extract<Predicate, { readonly kind: 'size' }>;
type HasKey = Extract<Predicate, { readonly kind: 'hasKey' }>;

/** Type of the elements of a list or a set; `json` for a value without declared parts. */
export function elementType(type: LogicalType): LogicalType {
  if (type.kind === 'list' || type.kind === 'set') return type.element;
  return type.kind === 'map' ? type.value : { kind: 'json' };
}

/** How a list or a set relates to given elements; a null collection counts as empty. */
export function collectionSql(predicate: Collection, scope: PathScope): string {
  const { path, values, operator } = predicate;
  if (values.length === 0 && (operator === 'containsAll' || operator === 'disjoint')) return 'TRUE';
  const value = pathSql(path, scope);
  if (!isJsonPath(path, scope)) return arraySql(value, predicate, scope);
  const element = elementType(path.type);
  // Containment of JSON looks into objects and lists only as far as the smaller one goes: good for scalars alone.
  if (isScalar(element) && element.kind !== 'json') return scalarJsonSql(value, predicate, scope);
  return deepJsonSql(value, predicate, scope);
}

function arraySql(column: string, { path, operator, values }: Collection, scope: PathScope): string {
  const element = codecOf(elementType(path.type));
  const given = `${scope.writer.bind(atPath(path, () => arrayText(element, values)))}::${columnType(path.type)}`;
  // By text: the server holds a month and 30 days for equal.
  const isDuration = elementType(path.type).kind === 'duration';
  const [value, list] = isDuration ? [`(${column})::text[]`, `${given}::text[]`] : [column, given];
  switch (operator) {
    case 'containsAll':
      return `${value} @> ${list}`;
    case 'overlaps':
      return `${value} && ${list}`;
    case 'disjoint':
      return `(${value} && ${list}) IS NOT TRUE`;
    case 'subset':
      return `(${value} <@ ${list} OR ${value} IS NULL)`;
    default:
      return assertNever(operator);
  }
}

function scalarJsonSql(value: string, { path, operator, values }: Collection, scope: PathScope): string {
  const element = jsonCodecOf(elementType(path.type));
  const texts = atPath(path, () => values.map(element.encode));
  const whole = (): string => `${scope.writer.bind(`[${texts.join(',')}]`)}::jsonb`;
  const single = (): string => {
    const lists = texts.map((text) => `[${text}]`);
    return `ANY(${scope.writer.bind(arrayText(jsonTextCodec, lists))}::jsonb[])`;
  };
  switch (operator) {
    case 'containsAll':
      return `${value} @> ${whole()}`;
    case 'overlaps':
      return `${value} @> ${single()}`;
    case 'disjoint':
      return `(${value} @> ${single()}) IS NOT TRUE`;
    case 'subset':
      return `(${value} <@ ${whole()} OR ${value} IS NULL)`;
    default:
      return assertNever(operator);
  }
}

/** JSON that is text already. */
const jsonTextCodec = { ...codecOf({ kind: 'json' }), encode: String };

function deepJsonSql(value: string, { path, operator, values }: Collection, scope: PathScope): string {
  const id = scope.writer.nextAlias();
  const type = elementType(path.type);
  const list = scope.writer.bind(atPath(path, () => arrayText(jsonbCodecOf(type), values)));
  const stored = `FROM jsonb_array_elements(${value}) AS "_e${id}"("_v${id}")`;
  const given = `FROM unnest(${list}::jsonb[]) AS "_g${id}"("_w${id}")`;
  const levels = Math.max(0, ...values.map((value) => embeddedLevels(type, value)));
  const comparison = { writer: scope.writer, levels };
  const same = `${comparableSql(`"_v${id}"`, type, comparison)} = ${comparableSql(`"_w${id}"`, type, comparison)}`;
  switch (operator) {
    case 'containsAll':
      return `NOT EXISTS (SELECT 1 ${given} WHERE NOT EXISTS (SELECT 1 ${stored} WHERE ${same}))`;
    case 'overlaps':
      return `EXISTS (SELECT 1 ${stored} WHERE EXISTS (SELECT 1 ${given} WHERE ${same}))`;
    case 'disjoint':
      return `NOT EXISTS (SELECT 1 ${stored} WHERE EXISTS (SELECT 1 ${given} WHERE ${same}))`;
    case 'subset':
      return `NOT EXISTS (SELECT 1 ${stored} WHERE NOT EXISTS (SELECT 1 ${given} WHERE ${same}))`;
    default:
      return assertNever(operator);
  }
}

/** Number of elements or entries of a collection as SQL; null for a null one. */
export function lengthSql(value: string, path: FieldPath, scope: PathScope): string {
  if (!isJsonPath(path, scope)) return `cardinality(${value})`;
  if (path.type.kind === 'map') return `(SELECT count(*) FROM jsonb_object_keys(${value}))`;
  return `jsonb_array_length(${value})`;
}

/** A comparison of the number of elements; a null collection has none. */
export function sizeSql({ path, operator, size }: Size, scope: PathScope): string {
  const length = lengthSql(pathSql(path, scope), path, scope);
  return `COALESCE(${length}, 0) ${COMPARISONS[operator]} ${scope.writer.bind(String(size))}::bigint`;
}

/** Whether a map has an entry. */
export function hasKeySql({ path, key }: HasKey, scope: PathScope): string {
  const value = pathSql(path, scope);
  return `${value} ? ${scope.writer.bind(atPath(path, () => keyText(path.type, key)))}::text`;
}
