import { Long } from 'mongodb';
import { assertNever } from '../../internal/assert-never';
import type { Assignment } from '../../query/assignment';
import { atWritten } from './at-written';
import {
  encodeAt,
  encodedValues,
  encodeOrNull,
  isLeftOut,
  type ListAssignment,
  partType,
  wrongOperator,
} from './mongodb-assignment-values';
import { asList, bound, type Expression, every, literal, negation } from './mongodb-expression';
import { memberNameOf } from './mongodb-member-name';
import { removedItem, replacedItem, withoutMember } from './mongodb-part-expression';

/** A value of a stage that leaves its place out. */
const LEFT_OUT = '$$REMOVE';

/** True for assignments after which there is nothing at their place. */
export function isRemoval(assignment: Assignment): boolean {
  if (assignment.kind === 'unset' || assignment.kind === 'removeKey') return true;
  return assignment.kind === 'set' && (assignment.value ?? null) === null && isLeftOut(assignment.path);
}

/** The new value of an assignment's place made of its old one, which may be missing. */
export function changedValue(value: Expression, assignment: Assignment): Expression {
  const { path } = assignment;
  switch (assignment.kind) {
    case 'set':
      return literal(encodeOrNull(path, path.type, assignment.value));
    case 'unset':
      return literal(null);
    case 'increment':
    case 'multiply':
    case 'min':
    case 'max':
      return computed(value, assignment);
    case 'put':
      return { $mergeObjects: [value, literal(encodeAt(path, path.type, new Map(assignment.entries)))] };
    case 'removeKey':
      return withoutMember(value, keyName(assignment));
    case 'setIndex': {
      const item = literal(encodeOrNull(path, partType(path.type), assignment.value));
      return replacedItem(value, assignment.index, () => item);
    }
    case 'removeIndex':
      return whereList(value, removedItem(value, assignment.index));
    default:
      return changedList(value, assignment);
  }
}

function keyName({ path, key }: Extract<Assignment, { kind: 'removeKey' }>): string {
  const { type } = path;
  return atWritten(path, () => memberNameOf(key, type.kind === 'map' ? type.key : type));
}

/** What is missing stays so. */
function whereList(value: Expression, changed: Expression): Expression {
  return { $cond: [{ $isArray: [value] }, changed, LEFT_OUT] };
}

function changedList(value: Expression, assignment: ListAssignment): Expression {
  const values = literal(encodedValues(assignment));
  switch (assignment.kind) {
    case 'push':
      return assignment.path.type.kind === 'set' ? added(value, values) : { $concatArrays: [asList(value), values] };
    case 'prepend':
      return { $concatArrays: [values, asList(value)] };
    case 'addToSet':
      return added(value, values);
    case 'pull':
      return whereList(value, { $filter: { input: value, as: 'v', cond: negation({ $in: ['$$v', values] }) } });
    default:
      return assertNever(assignment.kind);
  }
}

/** One by one, so that values which are there twice are added once. */
function added(value: Expression, values: Expression): Expression {
  const step = { $cond: [{ $in: ['$$this', '$$value'] }, '$$value', { $concatArrays: ['$$value', ['$$this']] }] };
  return { $reduce: { input: values, initialValue: asList(value), in: step } };
}

type Arithmetic = Extract<Assignment, { readonly operand: unknown }>;

function computed(value: Expression, assignment: Arithmetic): Expression {
  const { kind, path } = assignment;
  const operand = literal(encodeAt(path, path.type, assignment.operand));
  if (kind === 'min' || kind === 'max') return { [kind === 'min' ? '$min' : '$max']: [value, operand] };
  const operator = kind === 'increment' ? '$add' : '$multiply';
  const base = { $ifNull: [value, 0] };
  switch (path.type.kind) {
    case 'tinyint':
      return { $toInt: bounded({ [operator]: [base, operand] }, 2 ** 7) };
    case 'smallint':
      return { $toInt: bounded({ [operator]: [base, operand] }, 2 ** 15) };
    case 'int':
      return { $toInt: { [operator]: [base, operand] } };
    case 'bigint':
      // Sums that 64 bits do not hold become doubles, which do not have all of their digits.
      return { $toLong: { [operator]: [{ $toDecimal: base }, { $toDecimal: operand }] } };
    case 'varint':
    case 'decimal':
    case 'float':
    case 'double':
      return { [operator]: [base, operand] };
    default:
      throw wrongOperator(assignment);
  }
}

/** Makes any number outside of the bounds so large that its conversion fails, as that of a larger one does by itself. */
function bounded(value: Expression, limit: number): Expression {
  return bound(value, 'n', (number) => {
    const isWithin = every([{ $gte: [number, -limit] }, { $lt: [number, limit] }]);
    return { $cond: [isWithin, number, { $multiply: [number, OVERFLOWING] }] };
  });
}

const OVERFLOWING = Long.fromNumber(2 ** 40);
