import type { Capability } from '../capability/capability';
import { assertNever } from '../internal/assert-never';
import type { Assignment } from './assignment';
import type { AggregateOperation, FindOperation, Operation, ReadHints, WriteOperation } from './operation';
import { NO_READ_HINTS } from './operation';
import type { Predicate } from './predicate';
import { isByDistance } from './selection';
import type { WriteOptions } from './write-options';

/** An ability that an operation needs, and what in it needs it, for the message of a refusal. */
export interface Requirement {
  readonly capability: Capability;
  readonly subject: string;
}

const NOTHING: readonly Requirement[] = Object.freeze([]);

/** The abilities that an operation needs of an engine, in the order met; one ability may be there several times. */
export function requirementsOf(operation: Operation): readonly Requirement[] {
  if (operation.kind === 'find' && isPlainFind(operation)) return NOTHING;
  const found: Requirement[] = [];
  const need = (capability: Capability, subject: string): void => {
    found.push({ capability, subject });
  };
  if (operation.kind === 'batch') {
    for (const write of operation.operations) ofWrite(write, need);
    if (operation.timestampMicros !== null) need('write.timestamp', 'timestamp');
  } else if (operation.kind === 'watch') {
    need('watch', 'watch');
    ofPredicate(operation.where, need);
  } else if (operation.kind === 'find' || operation.kind === 'aggregate') ofRead(operation, need);
  else ofWrite(operation, need);
  return found.length === 0 ? NOTHING : found;
}

type Need = (capability: Capability, subject: string) => void;

/** The common case, decided without walking anything. */
function isPlainFind(operation: FindOperation): boolean {
  const { kind } = operation.where;
  const asksNothing = kind === 'key' || kind === 'keys' || kind === 'always';
  if (!asksNothing || isByDistance(operation.orderBy)) return false;
  return operation.skip === 0 && operation.lock === null && operation.hints === NO_READ_HINTS;
}

function ofRead(operation: FindOperation | AggregateOperation, need: Need): void {
  ofPredicate(operation.where, need);
  ofHints(operation.hints, need);
  if (operation.kind === 'aggregate') {
    for (const { name, function: called } of operation.compute) if (called !== 'count') need('aggregate', name);
    return;
  }
  if (isByDistance(operation.orderBy)) need('vector', '$near');
  if (operation.skip > 0) need('page.offset', 'skip');
  if (operation.lock === null) return;
  need('lock.row', 'forUpdate');
  if (operation.lock.mode === 'nowait') need('lock.nowait', 'nowait');
  if (operation.lock.mode === 'skipLocked') need('lock.skipLocked', 'skipLocked');
}

function ofHints(hints: ReadHints, need: Need): void {
  if (hints === NO_READ_HINTS) return;
  if (hints.allowFiltering) need('query.allowFiltering', 'allowFiltering');
  if (hints.perPartitionLimit !== null) need('query.perPartitionLimit', 'perPartitionLimit');
  if (hints.hint !== null) need('query.hint', 'hint');
  if (hints.readPreference !== null) need('query.readPreference', 'readPreference');
}

function ofWrite(operation: WriteOperation, need: Need): void {
  switch (operation.kind) {
    case 'insert':
      if (operation.onConflict === 'ignore') need('write.ifNotExists', 'ifNotExists');
      ofOptions(operation.options, 'ttl.record', need);
      ofAssignments(operation.onConflictAssign ?? [], need);
      return;
    case 'update':
      ofPredicate(operation.where, need);
      if (operation.condition !== null) ofCondition(operation.condition, need);
      if (operation.ifExists) need('write.ifConditions', 'ifExists');
      ofOptions(operation.options, operation.isRowTtl === true ? 'ttl.record' : 'ttl.field', need);
      ofAssignments(operation.assignments, need);
      return;
    case 'delete':
      ofPredicate(operation.where, need);
      if (operation.condition !== null) ofCondition(operation.condition, need);
      if (operation.ifExists) need('write.ifConditions', 'ifExists');
      ofOptions(operation.options, 'ttl.record', need);
      return;
    case 'increment':
      need('counter', operation.model.name);
      return;
    default:
      assertNever(operation);
  }
}

function ofCondition(condition: Predicate, need: Need): void {
  need('write.ifConditions', 'ifConditions');
  ofPredicate(condition, need);
}

function ofOptions(options: WriteOptions, ttl: Capability, need: Need): void {
  if (options.ttlSeconds !== null) need(ttl, 'ttl');
  if (options.timestampMicros !== null) need('write.timestamp', 'timestamp');
}

function ofAssignments(assignments: readonly Assignment[], need: Need): void {
  for (const { kind, path } of assignments) {
    if (kind === 'increment' || kind === 'multiply' || kind === 'min' || kind === 'max') {
      need('write.increment', path.text);
    }
  }
}

function ofPredicate(predicate: Predicate, need: Need): void {
  switch (predicate.kind) {
    case 'and':
      for (const operand of predicate.operands) ofPredicate(operand, need);
      return;
    case 'or':
      need('query.or', '$or');
      for (const operand of predicate.operands) ofPredicate(operand, need);
      return;
    case 'not':
      need('query.not', '$not');
      ofPredicate(predicate.operand, need);
      return;
    case 'compare':
      if (predicate.operator === 'ne') need('query.not', predicate.path.text);
      return;
    case 'in':
      if (predicate.negated) need('query.not', predicate.path.text);
      return;
    case 'like':
    case 'startsWith':
      need('query.like', predicate.path.text);
      return;
    case 'regex':
      need('query.regex', predicate.path.text);
      return;
    case 'quantifier':
      ofPredicate(predicate.element, need);
      return;
    case 'token':
      need('token', '$token');
      return;
    default:
      return;
  }
}
