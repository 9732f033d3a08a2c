import type { Assignment } from '../../query/assignment';
import type { LogicalType } from '../../types/logical-type';
import { distinct } from './postgres-array-assignment';
import { bindable, type Change, guardElement, scalarChange, wrongOperator } from './postgres-change-expression';
import { arrayText, codecOf, jsonbCodecOf } from './postgres-codecs';
import { elementType } from './postgres-collection-predicate';
import { isScalar } from './postgres-column';
import { embeddedLevels } from './postgres-equality-traits';
import { jsonCodecOf } from './postgres-json-codecs';
import { comparableSql } from './postgres-json-equality';
import { atPath, type SqlPlace, valueAt } from './postgres-path';

/** The new `jsonb` value of one place made of its old one; null only where the old one is and stays missing. */
export function jsonChange(place: SqlPlace, assignment: Assignment, change: Change): string {
  switch (assignment.kind) {
    case 'set':
      return setTo(assignment.value, assignment, change);
    case 'unset':
      return "'null'::jsonb";
    case 'increment':
    case 'multiply':
      return computed(place, assignment, change);
    case 'min':
    case 'max':
      return extreme(place, assignment, change);
    case 'put':
      return `${presentOr(place, '{}')} || ${entriesOf(assignment, place.type, change)}`;
    default:
      return listChange(place, assignment, change);
  }
}

function listChange(
  place: SqlPlace,
  assignment: Exclude<Assignment, { readonly operand: unknown } | { readonly kind: 'set' | 'unset' | 'put' }>,
  change: Change,
): string {
  switch (assignment.kind) {
    case 'push':
      if (place.type.kind === 'set') return added(place, assignment, change);
      return `${presentOr(place, '[]')} || ${listOf(assignment, place.type, change)}`;
    case 'prepend':
      return `${listOf(assignment, place.type, change)} || ${presentOr(place, '[]')}`;
    case 'pull':
      return pulled(place, assignment, change);
    case 'addToSet':
      return added(place, assignment, change);
    case 'setIndex':
      return replaced(place, assignment, change);
    default:
      throw wrongOperator(assignment);
  }
}

/** What is there, null for a JSON null. */
function present({ sql }: SqlPlace): string {
  return `NULLIF(${sql}, 'null'::jsonb)`;
}

function presentOr(place: SqlPlace, empty: '{}' | '[]'): string {
  return `COALESCE(${present(place)}, '${empty}'::jsonb)`;
}

function setTo(value: unknown, assignment: Assignment, change: Change): string {
  if (value === null || value === undefined) return "'null'::jsonb";
  return bindable(assignment.path, jsonbCodecOf(assignment.path.type), value, change);
}

function computed(place: SqlPlace, assignment: Assignment, change: Change): string {
  const { type } = assignment.path;
  if (!isScalar(type)) throw wrongOperator(assignment);
  const value = scalarChange(valueAt({ ...place, type }, assignment.path), assignment, codecOf(type), change);
  // These are kept as text, see jsonCodecOf.
  if (type.kind === 'decimal') return `to_jsonb(trim_scale(${value})::text)`;
  return type.kind === 'bigint' || type.kind === 'varint' ? `to_jsonb((${value})::text)` : `to_jsonb(${value})`;
}

/** What stays is left as it is written, what wins is written as everywhere. */
function extreme(
  place: SqlPlace,
  assignment: Extract<Assignment, { readonly kind: 'increment' | 'multiply' | 'min' | 'max' }>,
  change: Change,
): string {
  const { path, operand, kind } = assignment;
  if (!isScalar(path.type)) throw wrongOperator(assignment);
  const value = valueAt({ ...place, type: path.type }, path);
  const bound = bindable(path, codecOf(path.type), operand, change);
  return `CASE WHEN ${value} ${kind === 'min' ? '<=' : '>='} ${bound} THEN ${place.sql} ELSE ${setTo(operand, assignment, change)} END`;
}

function entriesOf(
  assignment: Extract<Assignment, { readonly kind: 'put' }>,
  type: LogicalType,
  { scope }: Change,
): string {
  if (type.kind !== 'map') throw wrongOperator(assignment);
  const codec = jsonCodecOf(type);
  const text = atPath(assignment.path, () => codec.encode(new Map(assignment.entries)));
  return `${scope.writer.bind(text)}::jsonb`;
}

type ListAssignment = Extract<Assignment, { readonly values: unknown }>;

function listOf({ path, values }: ListAssignment, type: LogicalType, { scope }: Change): string {
  const codec = jsonCodecOf({ kind: 'list', element: elementType(type) });
  return `${scope.writer.bind(atPath(path, () => codec.encode(values)))}::jsonb`;
}

function elementsOf({ path, values }: ListAssignment, type: LogicalType, { scope }: Change): string {
  const element = jsonbCodecOf(elementType(type));
  return `${scope.writer.bind(atPath(path, () => arrayText(element, distinct(values, element.encode))))}::jsonb[]`;
}

/** A condition that two elements are equal; only the given ones are known here. */
function sameElement(
  left: string,
  right: string,
  { values }: ListAssignment,
  type: LogicalType,
  change: Change,
): string {
  const element = elementType(type);
  const levels = Math.max(0, ...values.map((value) => embeddedLevels(element, value)));
  const comparison = { writer: change.scope.writer, levels };
  return `${comparableSql(left, element, comparison)} = ${comparableSql(right, element, comparison)}`;
}

function pulled(place: SqlPlace, assignment: ListAssignment, change: Change): string {
  const id = change.scope.writer.nextAlias();
  const list = elementsOf(assignment, place.type, change);
  const same = sameElement(`"_v${id}"`, `"_w${id}"`, assignment, place.type, change);
  const given = `SELECT 1 FROM unnest(${list}) AS "_g${id}"("_w${id}") WHERE ${same}`;
  const kept = `SELECT COALESCE(jsonb_agg("_v${id}" ORDER BY "_o${id}"), '[]'::jsonb) FROM jsonb_array_elements(${present(place)}) WITH ORDINALITY AS "_e${id}"("_v${id}", "_o${id}") WHERE NOT EXISTS (${given})`;
  // A place inside a column cannot be left missing by the expression that makes its parent.
  const missing = assignment.path.steps.length === 0 ? 'NULL' : "'null'::jsonb";
  return `CASE WHEN ${present(place)} IS NULL THEN ${missing} ELSE (${kept}) END`;
}

function added(place: SqlPlace, assignment: ListAssignment, change: Change): string {
  const id = change.scope.writer.nextAlias();
  const list = elementsOf(assignment, place.type, change);
  const same = sameElement(`"_w${id}"`, `"_v${id}"`, assignment, place.type, change);
  const stored = `SELECT 1 FROM jsonb_array_elements(${present(place)}) AS "_g${id}"("_w${id}") WHERE ${same}`;
  const missing = `SELECT COALESCE(jsonb_agg("_v${id}" ORDER BY "_o${id}"), '[]'::jsonb) FROM unnest(${list}) WITH ORDINALITY AS "_e${id}"("_v${id}", "_o${id}") WHERE NOT EXISTS (${stored})`;
  return `${presentOr(place, '[]')} || (${missing})`;
}

function replaced(
  place: SqlPlace,
  assignment: Extract<Assignment, { readonly kind: 'setIndex' }>,
  change: Change,
): string {
  const { writer } = change.scope;
  const { path, index, value } = assignment;
  guardElement(`jsonb_array_length(${present(place)})`, `${writer.bind(String(index))}::integer`, change);
  const name = writer.bind(String(index));
  const codec = jsonbCodecOf(elementType(path.type));
  const element = value === null || value === undefined ? "'null'::jsonb" : bindable(path, codec, value, change);
  return `jsonb_set(${place.sql}, ARRAY[${name}::text], ${element}, false)`;
}
