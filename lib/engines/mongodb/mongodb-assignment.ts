import { assertNever } from '../../internal/assert-never';
import type { ModelMetadata } from '../../metadata/model-metadata';
import type { Assignment } from '../../query/assignment';
import type { PathStep } from '../../query/field-path';
import { pipelineOf } from './mongodb-assignment-pipeline';
import {
  entryName,
  guardsOf,
  hasConflict,
  isUnnamed,
  lastOnes,
  writtenName,
  writtenNames,
} from './mongodb-assignment-place';
import {
  encodeAt,
  encodedValues,
  encodeOrNull,
  isLeftOut,
  type ListAssignment,
  partType,
  wrongOperator,
} from './mongodb-assignment-values';
import { checkUpdateSize } from './mongodb-document-size';
import { EXPIRY_FIELD, expiryIn } from './mongodb-expiry';
import type { Expression } from './mongodb-expression';
import type { BsonDocument } from './mongodb-statement';

/** An update, and the conditions without which it must not be applied. */
export interface CompiledAssignments {
  /** Operators, or a pipeline where the server's operators do not do what is asked. */
  readonly update: BsonDocument | readonly BsonDocument[];
  /** Each is true where a list element that is written to exists. */
  readonly guards: readonly Expression[];
}

/** Something to do that changes nothing: a document that is the same afterwards counts as matched. */
const UNCHANGED: BsonDocument = Object.freeze({ $unset: Object.freeze({ _unchanged: '' }) });

/**
 * Assignments as an update. Siblings of a nested path are kept, missing documents on the way are made. A missing number
 * counts as 0 where it is added to or multiplied, and gives way to the operand of `min` and `max`. Null leaves its place
 * out. Throws `InvalidQueryError` for operators that the type does not have, `ValueProblem` for values that MongoDB
 * cannot hold.
 * @param ttlSeconds new time to live of the document, null to keep its end
 */
export function compileAssignments(
  model: ModelMetadata,
  given: readonly Assignment[],
  ttlSeconds: number | null,
): CompiledAssignments {
  const assignments = lastOnes(given);
  const update = updateOf(model, assignments, ttlSeconds);
  checkUpdateSize(assignments, update);
  return { update, guards: assignments.flatMap((assignment) => guardsOf(model, assignment)) };
}

function updateOf(
  model: ModelMetadata,
  assignments: readonly Assignment[],
  ttlSeconds: number | null,
): CompiledAssignments['update'] {
  const names = assignments.flatMap((assignment) => writtenNames(model, assignment));
  if (assignments.some(needsPipeline) || hasConflict(names)) {
    return pipelineOf(model, assignments, { ttlSeconds, isInTurn: hasConflict(names) });
  }
  const terms = assignments.flatMap((assignment) => termsOf(model, assignment));
  if (ttlSeconds !== null) terms.push(['$set', EXPIRY_FIELD, expiryIn(ttlSeconds)]);
  return terms.length === 0 ? UNCHANGED : operatorsOf(terms);
}

/**
 * What operators cannot do: take an element out of a list, name an empty key, write below a stored null or count it as
 * nothing, and refuse a sum that the type does not hold; they make a 64-bit number of it. Versions are moved by one and
 * do not come so far.
 */
function needsPipeline(assignment: Assignment): boolean {
  const { kind, path } = assignment;
  if (kind === 'removeIndex' || isUnnamed(assignment)) return true;
  if (kind === 'set' || kind === 'unset' || kind === 'removeKey') {
    return kind === 'set' && path.steps.slice(0, -1).some(holdsNull);
  }
  if (path.steps.some(holdsNull)) return true;
  if (kind !== 'increment' && kind !== 'multiply') return false;
  return SMALL_NUMBERS.has(path.type.kind) && path.field?.role !== 'version';
}

/** True for steps to what may be stored as null. */
function holdsNull(step: PathStep): boolean {
  return step.kind === 'property' && step.field.nullable;
}

const SMALL_NUMBERS = new Set(['tinyint', 'smallint', 'int']);

/** An operator, the dotted name that it is applied to, and its operand. */
export type OperatorTerm = readonly [operator: string, name: string, operand: unknown];

/** Terms as the document of an update. */
export function operatorsOf(terms: readonly OperatorTerm[]): BsonDocument {
  const operators: Record<string, Record<string, unknown>> = {};
  for (const [operator, name, operand] of terms) {
    const known = operators[operator];
    if (known === undefined) operators[operator] = { [name]: operand };
    else known[name] = operand;
  }
  return operators;
}

/** One assignment by operators. Throws `InvalidQueryError` for what no operator does. */
export function termsOf(model: ModelMetadata, assignment: Assignment): readonly OperatorTerm[] {
  const { path } = assignment;
  const name = writtenName(model, path);
  const part = partType(path.type);
  switch (assignment.kind) {
    case 'set':
      return [setTerm(name, assignment)];
    case 'unset':
      return [['$unset', name, '']];
    case 'increment':
    case 'multiply':
    case 'min':
    case 'max':
      return [[ARITHMETIC[assignment.kind], name, encodeAt(path, path.type, assignment.operand)]];
    case 'put':
      return assignment.entries.map(([key, value]) => {
        return ['$set', entryName(model, path, key), encodeOrNull(path, part, value)];
      });
    case 'removeKey':
      return [['$unset', entryName(model, path, assignment.key), '']];
    case 'setIndex':
      return [['$set', `${name}.${assignment.index}`, encodeOrNull(path, part, assignment.value)]];
    case 'removeIndex':
      throw wrongOperator(assignment);
    default:
      return [listTerm(name, assignment)];
  }
}

const ARITHMETIC = { increment: '$inc', multiply: '$mul', min: '$min', max: '$max' } as const;

function setTerm(name: string, { path, value }: Extract<Assignment, { kind: 'set' }>): OperatorTerm {
  const encoded = encodeOrNull(path, path.type, value);
  return encoded === null && isLeftOut(path) ? ['$unset', name, ''] : ['$set', name, encoded];
}

function listTerm(name: string, assignment: ListAssignment): OperatorTerm {
  const values = encodedValues(assignment);
  switch (assignment.kind) {
    case 'push':
      // A set has each of its elements once.
      return [assignment.path.type.kind === 'set' ? '$addToSet' : '$push', name, { $each: values }];
    case 'prepend':
      return ['$push', name, { $each: values, $position: 0 }];
    case 'addToSet':
      return ['$addToSet', name, { $each: values }];
    case 'pull':
      return ['$pullAll', name, values];
    default:
      return assertNever(assignment.kind);
  }
}
