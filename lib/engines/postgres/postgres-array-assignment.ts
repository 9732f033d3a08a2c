import type { Assignment } from '../../query/assignment';
import type { LogicalType } from '../../types/logical-type';
import { bindable, type Change, guardElement, scalarChange, wrongOperator } from './postgres-change-expression';
import { arrayText, codecOf } from './postgres-codecs';
import { elementType } from './postgres-collection-predicate';
import { columnType } from './postgres-column';
import { atPath } from './postgres-path';

/** The new value of an array column made of its old one, for the whole of it or for one element. */
export function arrayChange(base: string, assignment: Assignment, type: LogicalType, change: Change): string {
  const [step] = assignment.path.steps;
  if (step?.kind === 'index') return elementChange(base, step.index, assignment, type, change);
  switch (assignment.kind) {
    case 'push':
      return `${orEmpty(base)} || ${listOf(assignment, type, change)}`;
    case 'prepend':
      return `${listOf(assignment, type, change)} || ${orEmpty(base)}`;
    case 'pull':
      return pulled(base, listOf(assignment, type, change), change);
    case 'addToSet':
      return added(base, listOf(assignment, type, change), change);
    case 'setIndex':
      return replaced(base, assignment.index, (_position) => elementValue(assignment, type, change), change);
    case 'removeIndex':
      return removed(base, assignment.index, change);
    default:
      throw wrongOperator(assignment);
  }
}

function orEmpty(base: string): string {
  return `COALESCE(${base}, '{}')`;
}

function listOf(assignment: Extract<Assignment, { readonly values: unknown }>, type: LogicalType, change: Change) {
  const element = codecOf(elementType(type));
  const values = assignment.kind === 'addToSet' ? distinct(assignment.values, element.encode) : assignment.values;
  const text = atPath(assignment.path, () => arrayText(element, values));
  return `${change.scope.writer.bind(text)}::${columnType(type)}`;
}

/** Values without those that are stored like an earlier one. */
export function distinct(values: readonly unknown[], encode: (value: unknown) => string): readonly unknown[] {
  return [...new Map(values.map((value) => [encode(value), value])).values()];
}

function pulled(base: string, list: string, { scope }: Change): string {
  const id = scope.writer.nextAlias();
  const kept = `SELECT COALESCE(array_agg("_v${id}" ORDER BY "_o${id}"), '{}') FROM unnest(${base}) WITH ORDINALITY AS "_e${id}"("_v${id}", "_o${id}") WHERE ("_v${id}" = ANY(${list})) IS NOT TRUE`;
  return `CASE WHEN ${base} IS NULL THEN NULL ELSE (${kept}) END`;
}

function added(base: string, list: string, { scope }: Change): string {
  const id = scope.writer.nextAlias();
  const missing = `SELECT COALESCE(array_agg("_v${id}" ORDER BY "_o${id}"), '{}') FROM unnest(${list}) WITH ORDINALITY AS "_e${id}"("_v${id}", "_o${id}") WHERE ("_v${id}" = ANY(${base})) IS NOT TRUE`;
  return `${orEmpty(base)} || (${missing})`;
}

function elementValue(assignment: Assignment, type: LogicalType, change: Change): string {
  if (!('value' in assignment) || assignment.value === null) return `NULL::${codecOf(elementType(type)).sqlType}`;
  return bindable(assignment.path, codecOf(elementType(type)), assignment.value, change);
}

function replaced(base: string, index: number, makeValue: (position: string) => string, change: Change): string {
  const at = change.scope.writer.bind(String(index));
  const value = makeValue(`${at}::integer + 1`);
  guardElement(`cardinality(${base})`, `${at}::integer`, change);
  return `(${base})[:${at}::integer] || ARRAY[${value}] || (${base})[${at}::integer + 2:]`;
}

function removed(base: string, index: number, { scope }: Change): string {
  const at = scope.writer.bind(String(index));
  return `(${base})[:${at}::integer] || (${base})[${at}::integer + 2:]`;
}

function elementChange(base: string, index: number, assignment: Assignment, type: LogicalType, change: Change): string {
  const element = codecOf(elementType(type));
  return replaced(
    base,
    index,
    (position) => {
      if (assignment.kind === 'set' || assignment.kind === 'unset') return elementValue(assignment, type, change);
      return scalarChange(`(${base})[${position}]`, assignment, element, change);
    },
    change,
  );
}
