import type { ModelMetadata } from '../../metadata/model-metadata';
import type { Assignment } from '../../query/assignment';
import { atWritten } from './at-written';
import { changedValue, isRemoval } from './mongodb-assignment-expression';
import { entryName, firstUnnamed, isUnnamed, writtenName, writtenStep } from './mongodb-assignment-place';
import { encodeOrNull, partType } from './mongodb-assignment-values';
import { EXPIRY_FIELD, expiryIn } from './mongodb-expiry';
import { type Expression, literal, memberOf } from './mongodb-expression';
import { replacedItem, withMember, withoutMember } from './mongodb-part-expression';
import { documentScope, pathValue, stepsOf } from './mongodb-path';
import type { BsonDocument } from './mongodb-statement';

/** How a pipeline is made of assignments. */
export interface PipelineSettings {
  /** New time to live of the document, null to keep its end. */
  readonly ttlSeconds: number | null;
  /** Some of the assignments are about the same place: each works on the outcome of the one before. */
  readonly isInTurn: boolean;
}

/** Assignments as the stages of an update: https://www.mongodb.com/docs/manual/tutorial/update-documents-with-aggregation-pipeline/ */
export function pipelineOf(
  model: ModelMetadata,
  assignments: readonly Assignment[],
  { ttlSeconds, isInTurn }: PipelineSettings,
): readonly BsonDocument[] {
  const groups = isInTurn ? assignments.map((assignment) => [assignment]) : [assignments];
  const stages = groups.flatMap((group) => stagesOf(model, group));
  if (ttlSeconds !== null) stages.push({ $set: { [EXPIRY_FIELD]: expiryIn(ttlSeconds) } });
  return stages;
}

/**
 * One stage for new values, since they all speak of the document as it was, and one for what is left out. Several
 * elements of one list are replaced one after another.
 */
function stagesOf(model: ModelMetadata, assignments: readonly Assignment[]): BsonDocument[] {
  const stages: BsonDocument[] = [];
  const removed: string[] = [];
  let values = new Map<string, unknown>();
  for (const assignment of assignments) {
    if (isRemoval(assignment) && firstUnnamed(assignment.path) < 0 && !isUnnamed(assignment))
      removed.push(removedName(model, assignment));
    else {
      const changed = newValues(model, assignment);
      if (changed.some(([name]) => overlaps(values, name))) {
        stages.push({ $set: Object.fromEntries(values) });
        values = new Map();
      }
      for (const [name, value] of changed) values.set(name, value);
    }
  }
  if (values.size > 0) stages.push({ $set: Object.fromEntries(values) });
  if (removed.length > 0) stages.push({ $unset: removed });
  return stages;
}

/** True where a stage has this place already, or one inside or around it. */
function overlaps(values: ReadonlyMap<string, unknown>, name: string): boolean {
  if (values.has(name)) return true;
  return Array.from(values.keys()).some((other) => other.startsWith(`${name}.`) || name.startsWith(`${other}.`));
}

/** Names of an assignment with the expressions of their new values. */
function newValues(model: ModelMetadata, assignment: Assignment): readonly (readonly [string, Expression])[] {
  const { path } = assignment;
  const first = firstUnnamed(path);
  // What holds the place is made anew as a whole.
  const outer = first < 0 ? path : { ...path, steps: path.steps.slice(0, first) };
  if (first < 0 && assignment.kind === 'put' && !isUnnamed(assignment)) {
    return assignment.entries.map(([key, value]) => {
      return [entryName(model, path, key), literal(encodeOrNull(path, partType(path.type), value))];
    });
  }
  const inner = first < 0 ? [] : stepsOf(path, null).slice(first);
  return [[writtenName(model, outer), changedPart(pathValue(outer, documentScope(model)), inner, assignment)]];
}

function removedName(model: ModelMetadata, assignment: Assignment): string {
  const { path } = assignment;
  return assignment.kind === 'removeKey' ? entryName(model, path, assignment.key) : writtenName(model, path);
}

type Steps = ReturnType<typeof stepsOf>;

/** The new value of what holds the place of an assignment; `steps` lead from there to the place. */
function changedPart(value: Expression, steps: Steps, assignment: Assignment): Expression {
  const [first, ...rest] = steps;
  if (first === undefined) return changedValue(value, assignment);
  const { step, type } = first;
  if (step.kind === 'index') {
    return replacedItem(value, step.index, (item) => changedPart(item, rest, assignment));
  }
  const name = atWritten(assignment.path, () => writtenStep(step, type));
  if (rest.length === 0 && isRemoval(assignment) && assignment.kind !== 'removeKey') return withoutMember(value, name);
  return withMember(value, name, changedPart(memberOf(value, name), rest, assignment));
}
