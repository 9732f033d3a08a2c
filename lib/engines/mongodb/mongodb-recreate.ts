import type { ModelMetadata } from '../../metadata/model-metadata';
import type { Assignment } from '../../query/assignment';
import { type OperatorTerm, operatorsOf, termsOf } from './mongodb-assignment';
import { pipelineOf } from './mongodb-assignment-pipeline';
import { hasConflict, lastOnes } from './mongodb-assignment-place';
import type { MadeDocument } from './mongodb-document-encoder';
import { EXPIRY_FIELD, hasExpiry } from './mongodb-expiry';
import { literal } from './mongodb-expression';
import { ID, targetOf } from './mongodb-names';
import type { BsonDocument, UpdateStatement } from './mongodb-statement';

/**
 * Writes a document that has vanished again, complete; if it came back meanwhile, only the assignments are applied to it.
 * @param document the complete document, the assignments applied
 * @param ttlSeconds time to live, null to keep the end of a document that came back
 */
export function recreate(
  model: ModelMetadata,
  given: readonly Assignment[],
  document: MadeDocument,
  ttlSeconds: number | null,
): UpdateStatement {
  const assignments = lastOnes(given);
  const update = byOperators(model, assignments, document) ?? byPipeline(model, assignments, document, ttlSeconds);
  return {
    kind: 'update',
    target: targetOf(model),
    filter: { [ID]: document[ID] },
    update,
    many: false,
    upsert: true,
    counts: 'matched',
  };
}

/**
 * The assignments as `$set` and `$unset`, and everything else as `$setOnInsert`, down to the siblings of nested paths.
 * Null where the operators would be about a place and a part of it.
 */
function byOperators(
  model: ModelMetadata,
  assignments: readonly Assignment[],
  document: MadeDocument,
): BsonDocument | null {
  if (!assignments.every(isPlain)) return null;
  const changes = assignments.flatMap((assignment) => termsOf(model, assignment));
  const names = new Set(changes.map(([, name]) => name));
  if (hasConflict([...names]) || names.size < changes.length) return null;
  const kept: OperatorTerm[] = [];
  for (const [name, value] of Object.entries(document)) {
    if (name === ID) continue;
    if (name === EXPIRY_FIELD && hasExpiry(model)) kept.push(['$set', name, value]);
    else if (!keep(name, value, names, kept)) return null;
  }
  return operatorsOf([...changes, ...kept]);
}

/** Assignments whose outcome is what the complete document has at their place anyway, and no element of a list. */
function isPlain({ kind, path }: Assignment): boolean {
  return (kind === 'set' || kind === 'unset') && path.steps.every((step) => step.kind !== 'index');
}

/**
 * Adds what is to be set on insert for one place: all of it, or its parts where some of them are changed. False where that
 * cannot be said, since nothing would be left of a place that is there.
 */
function keep(name: string, value: unknown, changed: ReadonlySet<string>, kept: OperatorTerm[]): boolean {
  if (changed.has(name)) return true;
  const prefix = `${name}.`;
  if (!Array.from(changed).some((other) => other.startsWith(prefix))) {
    kept.push(['$setOnInsert', name, value]);
    return true;
  }
  // Embedded values and maps: everything with parts that can be changed one by one.
  if (!(value instanceof Map) || value.size === 0) return false;
  for (const [member, part] of value) {
    if (!keep(`${prefix}${String(member)}`, part, changed, kept)) return false;
  }
  return true;
}

/** The same for assignments of every kind: what is bare when it comes by has just come into being. */
function byPipeline(
  model: ModelMetadata,
  assignments: readonly Assignment[],
  document: MadeDocument,
  ttlSeconds: number | null,
): readonly BsonDocument[] {
  const isBare = { $eq: [{ $size: { $objectToArray: '$$ROOT' } }, 1] };
  return [
    { $set: { [FLAG]: isBare } },
    ...pipelineOf(model, assignments, { ttlSeconds, isInTurn: true }),
    { $replaceWith: { $cond: [`$${FLAG}`, literal(document), '$$ROOT'] } },
    { $unset: [FLAG] },
  ];
}

/** Name of a member that is there only between stages. */
const FLAG = '_is_new';
