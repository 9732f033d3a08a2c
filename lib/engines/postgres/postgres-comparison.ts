import type { FieldPath } from '../../query/field-path';
import type { ComparisonOperator, Predicate } from '../../query/predicate';
import { arrayText } from './postgres-codecs';
import { isScalar } from './postgres-column';
import { atPath, bindAt, codecAt, type PathScope, pathSql } from './postgres-path';

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
  const left = pathSql(path, scope);
  const right = operand.kind === 'value' ? bindAt(path, operand.value, scope) : pathSql(operand.path, scope);
  if (path.type.kind === 'duration' && (operator === 'eq' || operator === 'ne')) return sameText(left, right, operator);
  if (isScalarSet(path)) return sameSet(left, right, operator);
  if (operator === 'ne') return `${left} IS DISTINCT FROM ${right}`;
  return `${left} ${COMPARISONS[operator]} ${right}`;
}

/** Sets of scalars are equal whatever their order; containment of JSON arrays says so, and can use an index. */
function isScalarSet({ type }: FieldPath): boolean {
  return type.kind === 'set' && isScalar(type.element) && type.element.kind !== 'json';
}

/** The server holds a month and 30 days for equal, a `Duration` does not; their texts differ. */
function sameText(left: string, right: string, operator: 'eq' | 'ne'): string {
  return `(${left})::text ${operator === 'eq' ? '=' : 'IS DISTINCT FROM'} (${right})::text`;
}

function sameSet(left: string, right: string, operator: ComparisonOperator): string {
  const same = `(${left} @> ${right} AND ${left} <@ ${right})`;
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
  if (codec.sqlType.endsWith('[]') || isScalarSet(path)) {
    const equals = values.map((value) =>
      compareSql({ kind: 'compare', path, operator: 'eq', operand: { kind: 'value', value } }, scope),
    );
    return equals.length === 0 ? 'FALSE' : `(${equals.join(' OR ')})`;
  }
  const list = scope.writer.bind(atPath(path, () => arrayText(codec, values)));
  if (path.type.kind === 'duration') return `(${left})::text = ANY(${list}::interval[]::text[])`;
  return `${left} = ANY(${list}::${codec.sqlType}[])`;
}
