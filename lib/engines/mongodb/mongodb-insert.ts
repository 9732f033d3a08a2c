import type { ModelMetadata } from '../../metadata/model-metadata';
import type { Assignment } from '../../query/assignment';
import type { InsertOperation } from '../../query/operation';
import { documentEncoder, type MadeDocument } from './mongodb-document-encoder';
import { EXPIRED, EXPIRY_FIELD, expiryIn, HAS_EXPIRED_EXPRESSION, hasExpiry } from './mongodb-expiry';
import { isPresent, literal } from './mongodb-expression';
import { ID, isKeyField, targetOf } from './mongodb-names';
import { projectionOf } from './mongodb-projection';
import { recreate } from './mongodb-recreate';
import type {
  BsonDocument,
  BulkWriteStatement,
  FindAndModifyStatement,
  MongoStatement,
  MongoTarget,
  ReplaceStatement,
} from './mongodb-statement';

/**
 * Complete rows. Where the server is to refuse, as an insert; where a row in the way is left alone, as upserts that set
 * something on insert only: unlike an insert, these do not end the transaction around them. A document that has ended is
 * taken away first in every mode but `fail`.
 */
export function compileInsert(operation: InsertOperation): MongoStatement {
  const statement = insertStatement(operation);
  const { onRefusal } = operation;
  if (onRefusal === undefined || (statement.kind !== 'insert' && statement.kind !== 'bulkWrite')) return statement;
  return { ...statement, onRefusal };
}

function insertStatement(operation: InsertOperation): MongoStatement {
  const { model, onConflict, onConflictAssign } = operation;
  const target = targetOf(model);
  const documents = documentsOf(operation);
  switch (onConflict) {
    case 'fail':
      return { kind: 'insert', target, documents };
    case 'error':
    case 'ignore':
      return inserted(model, target, documents);
    case 'replace':
      if (onConflictAssign === null) return replaced(target, documents);
      return assigned(operation, onConflictAssign, documents);
  }
}

function documentsOf({ model, fields, rows, options }: InsertOperation): readonly MadeDocument[] {
  const encode = documentEncoder(model, fields);
  const documents = rows.map(encode);
  if (options.ttlSeconds === null || !hasExpiry(model)) return documents;
  const end = expiryIn(options.ttlSeconds);
  for (const document of documents) document[EXPIRY_FIELD] = end;
  return documents;
}

/** Upserts that count only what came into being. */
function inserted(model: ModelMetadata, target: MongoTarget, documents: readonly MadeDocument[]): BulkWriteStatement {
  const upserts = documents.map((document) => {
    const { [ID]: id, ...rest } = document;
    const update = { $setOnInsert: rest };
    const filter = { [ID]: id };
    return {
      write: { kind: 'update', target, filter, update, many: false, upsert: true, counts: 'upserted' } as const,
      isCounted: true,
    };
  });
  return { kind: 'bulkWrite', writes: [...removalOfExpired(model, target, documents), ...upserts] };
}

/** What has ended is not in the way. */
function removalOfExpired(
  model: ModelMetadata,
  target: MongoTarget,
  documents: readonly MadeDocument[],
): BulkWriteStatement['writes'] {
  if (!hasExpiry(model) || documents.length === 0) return [];
  const [first] = documents;
  const key = documents.length === 1 ? first?.[ID] : { $in: documents.map((document) => document[ID]) };
  // In this order: a server that does not plan has it decided by the cheaper and rarer condition.
  const filter = { ...EXPIRED, [ID]: key };
  return [{ write: { kind: 'delete', target, filter, many: documents.length > 1 }, isCounted: false }];
}

function replaced(target: MongoTarget, documents: readonly MadeDocument[]): BulkWriteStatement | ReplaceStatement {
  const writes = documents.map((document): ReplaceStatement => {
    return { kind: 'replace', target, filter: { [ID]: document[ID] }, replacement: document, upsert: true };
  });
  const [first] = writes;
  if (writes.length === 1 && first !== undefined) return first;
  return { kind: 'bulkWrite', writes: writes.map((write) => ({ write, isCounted: true })) };
}

/** Assignments to a row that is there, complete rows where there is none. */
function assigned(
  operation: InsertOperation,
  assignments: readonly Assignment[],
  documents: readonly MadeDocument[],
): MongoStatement {
  const { model } = operation;
  const target = targetOf(model);
  const counted = isWhole(operation, assignments);
  if (counted === 'all') return replaced(target, documents);
  const [document] = documents;
  if (counted !== 'some' && documents.length === 1 && document !== undefined) {
    return counting(operation, counted, document);
  }
  const { ttlSeconds } = operation.options;
  return {
    kind: 'bulkWrite',
    writes: [
      ...removalOfExpired(model, target, documents),
      ...documents.map((each) => ({ write: recreate(model, assignments, each, ttlSeconds), isCounted: true })),
    ],
  };
}

type Count = Extract<Assignment, { kind: 'increment' | 'multiply' | 'min' | 'max' }>;

/**
 * What the assignments leave of a row that is there: nothing (`all` fields are set), one number that goes on counting, or
 * `some` of it.
 */
function isWhole({ model, fields }: InsertOperation, assignments: readonly Assignment[]): 'all' | 'some' | Count {
  let count: Count | null = null;
  const whole = new Set<unknown>();
  for (const assignment of assignments) {
    const { kind, path } = assignment;
    if (path.steps.length > 0) return 'some';
    if (kind === 'increment' && path.field?.role === 'version' && count === null) count = assignment;
    else if (kind !== 'set' && kind !== 'unset') return 'some';
    whole.add(path.field);
  }
  if (!fields.every((field) => isKeyField(field) || whole.has(field))) return 'some';
  if (!model.fields.every((field) => isKeyField(field) || whole.has(field))) return 'some';
  return count ?? 'all';
}

/**
 * The new document in place of the old one, but with the old one's number moved on, and given back: whoever still holds
 * the old version is told.
 */
function counting(
  { model, returning }: InsertOperation,
  { path, operand }: Count,
  document: MadeDocument,
): FindAndModifyStatement {
  const name = path.field?.column ?? '';
  const stored = `$${name}`;
  const isThere = hasExpiry(model)
    ? { $and: [isPresent(stored), { $not: [HAS_EXPIRED_EXPRESSION] }] }
    : isPresent(stored);
  const sum = { $add: [stored, path.type.kind === 'bigint' ? { $toLong: literal(operand) } : literal(operand)] };
  const next: BsonDocument = { [name]: { $cond: [isThere, sum, literal(document[name])] } };
  return {
    kind: 'findAndModify',
    target: targetOf(model),
    filter: { [ID]: document[ID] },
    update: [{ $replaceWith: { $mergeObjects: [literal(document), next] } }],
    upsert: true,
    projection: projectionOf(model, returning),
  };
}
