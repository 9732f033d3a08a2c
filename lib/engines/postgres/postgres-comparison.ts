import type { FieldPath } from '../../query/field-path';
import { elementPath } from '../../query/parse-path';
import type { ComparisonOperator, Predicate } from '../../query/predicate';
import { arrayText } from './postgres-codecs';
import { isArrayColumn, isScalar } from './postgres-column';
import { embeddedLevels } from './postgres-equality-traits';
import { comparableSql, sameElementsSql } from './postgres-json-equality';
import { atPath, bindAt, codecAt, isJsonPath, type PathScope, pathSql, rootPlace, valueAt } from './postgres-path';

type Compare = Extract<Predicate, { readonly kind: 'compare' }>;
type In = Extract<Predicate, { readonly kind: 'in' }>;

/** SQL of the comparison operators, of which `ne` is not null-safe. */
export const COMPARISONS: Readonly<Record<ComparisonOperator, string>> = {
  eq: '=',
  ne: '<>',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
};

/** A comparison with a value or with another field; null is distinct from every value, and equal to null for `ne`. */
export function compareSql({ path, operator, operand }: Compare, scope: PathScope): string {
  if (operand.kind === 'value') {
    const sides = [pathSql(path, scope), bindAt(path, operand.value, scope)] as const;
    return sidesSql(path, sides, operator, { scope, levels: embeddedLevels(path.type, operand.value) });
  }
  // A field is equal to itself in any form.
  const levels = path.text === operand.path.text ? 0 : null;
  return sidesSql(path, fieldsSql(path, operand.path, scope), operator, { scope, levels });
}

/** Where two sides are compared, and how deep the given one is; null where both are stored. */
interface Sides {
  readonly scope: PathScope;
  readonly levels: number | null;
}

function sidesSql(
  path: FieldPath,
  [left, right]: readonly [string, string],
  operator: ComparisonOperator,
  { scope, levels }: Sides,
): string {
  if (path.type.kind === 'set') return setSql(path, [left, right], operator, { scope, levels });
  const isText = path.type.kind === 'duration' || isDurationArray(path, scope);
  const comparison = { writer: scope.writer, levels };
  const form = isText
    ? (sql: string) => textForm(sql, path)
    : (sql: string) => comparableSql(sql, path.type, comparison);
  if (operator === 'ne') return `${form(left)} IS DISTINCT FROM ${form(right)}`;
  return `${form(left)} ${COMPARISONS[operator]} ${form(right)}`;
}

/** Two fields in one representation: a list is an array as a column, and `jsonb` inside of others. */
function fieldsSql(path: FieldPath, other: FieldPath, scope: PathScope): readonly [string, string] {
  const [left, right] = [pathSql(path, scope), pathSql(other, scope)];
  if (!isArrayColumn(path.type) || isJsonPath(path, scope) === isJsonPath(other, scope)) return [left, right];
  return isJsonPath(path, scope)
    ? [arrayOfJsonSql(left, path, scope), right]
    : [left, arrayOfJsonSql(right, other, scope)];
}

function arrayOfJsonSql(json: string, path: FieldPath, scope: PathScope): string {
  if (path.type.kind !== 'list') return json;
  const id = scope.writer.nextAlias();
  const { element } = path.type;
  const value = valueAt(rootPlace(`"_v${id}"`, true, element), elementPath(path, element));
  const rows = `jsonb_array_elements(${json}) WITH ORDINALITY AS "_e${id}"("_v${id}", "_n${id}")`;
  return `CASE WHEN ${json} IS NOT NULL THEN ARRAY(SELECT ${value} FROM ${rows} ORDER BY "_n${id}") END`;
}

/** True where a list of durations is an array of the server's own type. */
function isDurationArray(path: FieldPath, scope: PathScope): boolean {
  return path.type.kind === 'list' && path.type.element.kind === 'duration' && !isJsonPath(path, scope);
}

/** The server holds a month and 30 days for equal, a `Duration` does not; their texts differ. */
function textForm(sql: string, { type }: FieldPath): string {
  return `(${sql})::text${type.kind === 'list' ? '[]' : ''}`;
}

/** Sets of scalars are equal whatever their order; containment of JSON arrays says so, and can use an index. */
function isScalarSet({ type }: FieldPath): boolean {
  return type.kind === 'set' && isScalar(type.element) && type.element.kind !== 'json';
}

function setSql(
  path: FieldPath,
  [left, right]: readonly [string, string],
  operator: ComparisonOperator,
  { scope, levels }: Sides,
): string {
  const same =
    path.type.kind === 'set' && !isScalarSet(path)
      ? sameElementsSql(left, right, path.type.element, { writer: scope.writer, levels })
      : `(${left} @> ${right} AND ${left} <@ ${right})`;
  if (operator !== 'ne') return same;
  return `(${same} IS NOT TRUE AND (${left} IS NOT NULL OR ${right} IS NOT NULL))`;
}

/** Membership in a list that is one parameter; list by list where arrays of arrays would be needed. */
export function inSql(predicate: In, scope: PathScope): string {
  const { path, matchesNull, negated } = predicate;
  const left = pathSql(path, scope);
  const found = membership(left, predicate, scope);
  if (negated) return matchesNull ? `(${left} IS NOT NULL AND (${found}) IS NOT TRUE)` : `(${found}) IS NOT TRUE`;
  return matchesNull ? `(${left} IS NULL OR ${found})` : found;
}

function membership(left: string, { path, values }: In, scope: PathScope): string {
  const codec = codecAt(path, scope);
  if (codec.sqlType.endsWith('[]') || path.type.kind === 'set') {
    const equals = values.map((value) => {
      const sides = { scope, levels: embeddedLevels(path.type, value) };
      return sidesSql(path, [left, bindAt(path, value, scope)], 'eq', sides);
    });
    return equals.length === 0 ? 'FALSE' : `(${equals.join(' OR ')})`;
  }
  const list = scope.writer.bind(atPath(path, () => arrayText(codec, values)));
  if (path.type.kind === 'duration') return `(${left})::text = ANY(${list}::interval[]::text[])`;
  const levels = Math.max(0, ...values.map((value) => embeddedLevels(path.type, value)));
  const comparison = { writer: scope.writer, levels };
  const comparable = comparableSql(left, path.type, comparison);
  if (comparable === left) return `${left} = ANY(${list}::${codec.sqlType}[])`;
  return `${comparable} IN (SELECT ${comparableSql('"_w"', path.type, comparison)} FROM unnest(${list}::jsonb[]) AS "_g"("_w"))`;
}
