import type { ModelMetadata } from '../../metadata/model-metadata';
import type { Assignment } from '../../query/assignment';
import type { FieldPath, PathStep } from '../../query/field-path';
import type { LogicalType } from '../../types/logical-type';
import { atWritten } from './at-written';
import { asList, type Expression } from './mongodb-expression';
import { memberNameOf } from './mongodb-member-name';
import { storedName } from './mongodb-names';
import { documentScope, pathValue, stepsOf } from './mongodb-path';

/** Name of the member or the element that a step leads to. Throws `ValueProblem` for keys that MongoDB cannot store. */
export function writtenStep(step: PathStep, type: LogicalType | null): string {
  if (step.kind === 'property') return step.field.column;
  if (step.kind === 'index') return String(step.index);
  return memberNameOf(step.key, type?.kind === 'map' ? type.key : TEXT);
}

const TEXT: LogicalType = Object.freeze({ kind: 'string' as const });

/** The dotted name of a path in update operators. Throws `ValueProblem` like {@link writtenStep}. */
export function writtenName(model: ModelMetadata, path: FieldPath): string {
  if (path.field === null) throw new TypeError('An assignment starts at a field.');
  const root = storedName(model, path.field);
  if (path.steps.length === 0) return root;
  return [root, ...stepsOf(path, null).map(({ step, type }) => atWritten(path, () => writtenStep(step, type)))].join(
    '.',
  );
}

/** The dotted name of an entry of the map at a path. */
export function entryName(model: ModelMetadata, path: FieldPath, key: unknown): string {
  const name = atWritten(path, () => writtenStep({ kind: 'key', key }, path.type));
  return `${writtenName(model, path)}.${name}`;
}

/**
 * Position of the first step that no name of a stage leads to, which means every element of a list by a number, and of the
 * first that no name at all leads to: the entry of a map under an empty key. -1 where names lead to the end.
 */
export function firstUnnamed(path: FieldPath): number {
  return path.steps.findIndex((step) => step.kind === 'index' || isEmptyKey(step));
}

/** True where operators cannot name what an assignment writes. */
export function isUnnamed(assignment: Assignment): boolean {
  if (assignment.kind === 'removeKey') return assignment.key === '';
  if (assignment.kind === 'put') return assignment.entries.some(([key]) => key === '');
  return assignment.path.steps.some(isEmptyKey);
}

function isEmptyKey(step: PathStep): boolean {
  return step.kind === 'key' && step.key === '';
}

/** Dotted names of everything that an assignment writes. */
export function writtenNames(model: ModelMetadata, assignment: Assignment): readonly string[] {
  const { path } = assignment;
  switch (assignment.kind) {
    case 'put':
      return assignment.entries.map(([key]) => entryName(model, path, key));
    case 'removeKey':
      return [entryName(model, path, assignment.key)];
    case 'setIndex':
      return [`${writtenName(model, path)}.${assignment.index}`];
    default:
      return [writtenName(model, path)];
  }
}

/** True where two of the names are the same place, or one lies inside another: operators refuse that (code 40). */
export function hasConflict(names: readonly string[]): boolean {
  const seen = new Set(names);
  if (seen.size < names.length) return true;
  return names.some((name) => {
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      if (seen.has(name.slice(0, dot))) return true;
    }
    return false;
  });
}

/**
 * Assignments without those that a later one makes void: an update time set by hand gives way to the real one.
 */
export function lastOnes(assignments: readonly Assignment[]): readonly Assignment[] {
  const whole = assignments.filter(isWholeSet);
  if (new Set(assignments.map(({ path }) => path.field)).size === assignments.length || whole.length === 0) {
    return assignments;
  }
  return assignments.filter((assignment, index) => {
    return !assignments
      .slice(index + 1)
      .some((later) => isWholeSet(later) && later.path.field === assignment.path.field);
  });
}

/** True where a whole field is given a value whatever it was. */
export function isWholeSet({ kind, path }: Assignment): boolean {
  return path.steps.length === 0 && (kind === 'set' || kind === 'unset');
}

/** Conditions without which the assignment must not be applied: each element of a list that it goes through is there. */
export function guardsOf(model: ModelMetadata, assignment: Assignment): readonly Expression[] {
  const { path } = assignment;
  const guards = path.steps.flatMap((step, position) =>
    step.kind === 'index' ? [guard(model, { ...path, steps: path.steps.slice(0, position) }, step.index)] : [],
  );
  return assignment.kind === 'setIndex' ? [...guards, guard(model, path, assignment.index)] : guards;
}

/** By expression: a filter on `list.3` would also find members called `3` in the documents of the list. */
function guard(model: ModelMetadata, list: FieldPath, index: number): Expression {
  return { $gt: [{ $size: asList(pathValue(list, documentScope(model))) }, index] };
}
