import type {
  AnyClientBulkWriteModel,
  ClientBulkWriteOptions,
  ClientBulkWriteResult,
  Collection,
  DeleteResult,
  Document,
  InsertManyResult,
  UpdateResult,
} from 'mongodb';
import type { RunOptions } from '../../contract/driver';
import type { RawResult } from '../../contract/result';
import { assertNever } from '../../internal/assert-never';
import { clientBulkWrite } from './client-bulk-write';
import { type CallFields, writeFields } from './mongodb-call-fields';
import type { LimitFields } from './mongodb-limits';
import type { MongoLine } from './mongodb-line';
import {
  type BulkWriteStatement,
  type FindAndModifyStatement,
  type InsertStatement,
  type SingleWrite,
  targetOfStatement,
  type UpdateStatement,
} from './mongodb-statement';

/** Statements that change something. */
export type WriteStatement = SingleWrite | FindAndModifyStatement | BulkWriteStatement;

/** Runs a write. Promises are few here: with async context tracking each costs as much as the bookkeeping of a call. */
export function runWrite(
  line: MongoLine,
  statement: WriteStatement,
  options: RunOptions,
  limits: LimitFields,
): Promise<RawResult> {
  if (statement.kind === 'findAndModify') return modify(line, statement, options, limits);
  if (statement.kind !== 'bulkWrite') return runSingle(line, statement, writeFields(line, options, limits));
  if (line.facts.hasClientBulkWrite) return runTogether(line, statement, options, limits);
  return runInTurn(line, statement, options, limits);
}

function affecting(affected: number): RawResult {
  return { rows: [], affected, existing: null };
}

/** Servers before 8.0: one write after the other. */
async function runInTurn(
  line: MongoLine,
  { writes }: BulkWriteStatement,
  options: RunOptions,
  limits: LimitFields,
): Promise<RawResult> {
  let count = 0;
  for (const { write, isCounted } of writes) {
    const { affected } = await runSingle(line, write, writeFields(line, options, limits));
    if (isCounted) count += affected;
  }
  return affecting(count);
}

async function modify(
  line: MongoLine,
  { target, filter, update, upsert, projection }: FindAndModifyStatement,
  options: RunOptions,
  limits: LimitFields,
): Promise<RawResult> {
  const fields = writeFields(line, options, limits);
  const shown = projection === null ? {} : { projection };
  // `raw` makes the embedded document of the reply its bytes.
  const row = await line
    .collection(target)
    .findOneAndUpdate(filter, updateOf(update), { ...fields, ...shown, upsert, returnDocument: 'after', raw: true });
  return row === null ? affecting(0) : { rows: [row], affected: 1, existing: null };
}

/** The client takes operators, or a pipeline in a list of its own. */
function updateOf(update: UpdateStatement['update']): Document | Document[] {
  return isPipeline(update) ? [...update] : update;
}

function isPipeline(
  update: UpdateStatement['update'],
): update is Extract<UpdateStatement['update'], readonly unknown[]> {
  return Array.isArray(update);
}

/** Runs one write; resolves to how many documents were affected. */
function runSingle(line: MongoLine, write: SingleWrite, fields: CallFields): Promise<RawResult> {
  const collection = line.collection(write.target);
  switch (write.kind) {
    case 'insert':
      return insert(collection, write.documents, fields);
    case 'update': {
      const settings = write.upsert ? { ...fields, upsert: true } : fields;
      const update = updateOf(write.update);
      const done = write.many
        ? collection.updateMany(write.filter, update, settings)
        : collection.updateOne(write.filter, update, settings);
      return done.then(write.counts === 'upserted' ? upsertedOf : matchedOf);
    }
    case 'replace':
      return collection
        .replaceOne(write.filter, write.replacement, { ...fields, upsert: write.upsert })
        .then(matchedOf);
    case 'delete': {
      const done = write.many
        ? collection.deleteMany(write.filter, fields)
        : collection.deleteOne(write.filter, fields);
      return done.then(deletedOf);
    }
    default:
      return assertNever(write);
  }
}

function insert(
  collection: Collection<Document>,
  documents: InsertStatement['documents'],
  fields: CallFields,
): Promise<RawResult> {
  const [first] = documents;
  if (first === undefined) return Promise.resolve(affecting(0));
  if (documents.length === 1) return collection.insertOne(first, fields).then(insertedOne);
  return collection.insertMany(documents, fields).then(insertedOf);
}

function insertedOne(): RawResult {
  return affecting(1);
}

function insertedOf({ insertedCount }: InsertManyResult): RawResult {
  return affecting(insertedCount);
}

function matchedOf({ matchedCount, upsertedCount }: UpdateResult): RawResult {
  return affecting(matchedCount + upsertedCount);
}

function upsertedOf({ upsertedCount }: UpdateResult): RawResult {
  return affecting(upsertedCount);
}

function deletedOf({ deletedCount }: DeleteResult): RawResult {
  return affecting(deletedCount);
}

/** The models of the client's bulk write that stand for one write. */
export function bulkModels(line: Pick<MongoLine, 'database'>, write: SingleWrite): AnyClientBulkWriteModel<Document>[] {
  const namespace = `${write.target.database ?? line.database}.${write.target.collection}`;
  switch (write.kind) {
    case 'insert':
      return write.documents.map((document) => ({ name: 'insertOne', namespace, document }));
    case 'update': {
      const { filter, upsert } = write;
      return [
        { name: write.many ? 'updateMany' : 'updateOne', namespace, filter, update: updateOf(write.update), upsert },
      ];
    }
    case 'replace': {
      const { filter, replacement, upsert } = write;
      return [{ name: 'replaceOne', namespace, filter, replacement, upsert }];
    }
    case 'delete':
      return [{ name: write.many ? 'deleteMany' : 'deleteOne', namespace, filter: write.filter }];
    default:
      return assertNever(write);
  }
}

/** What one model of a bulk write did, by its position; needs `verboseResults`. */
export function countAt(write: SingleWrite, position: number, result: ClientBulkWriteResult): number {
  if (write.kind === 'insert') return result.insertResults?.has(position) === true ? 1 : 0;
  if (write.kind === 'delete') return result.deleteResults?.get(position)?.deletedCount ?? 0;
  const done = result.updateResults?.get(position);
  if (write.kind === 'update' && write.counts === 'upserted') return done?.didUpsert === true ? 1 : 0;
  // A document that came into being counts as matched here.
  return done?.matchedCount ?? 0;
}

/** One request for all writes (server 8.0): https://www.mongodb.com/docs/manual/reference/command/bulkWrite/ */
async function runTogether(
  line: MongoLine,
  statement: BulkWriteStatement,
  options: RunOptions,
  limits: LimitFields,
): Promise<RawResult> {
  const { writes } = statement;
  const models = writes.flatMap(({ write }) => bulkModels(line, write));
  if (models.length === 0) return affecting(0);
  // Results one by one make the reply as long as the request: only where the totals do not tell.
  const verboseResults = writes.some(({ write, isCounted }) => !isCounted || countsUpserted(write));
  const settings: ClientBulkWriteOptions = { ...writeFields(line, options, limits), ordered: true, verboseResults };
  const result = await clientBulkWrite(line, { models, settings, target: targetOfStatement(statement) });
  if (!verboseResults) {
    return affecting(result.insertedCount + result.matchedCount + result.upsertedCount + result.deletedCount);
  }
  let affected = 0;
  let position = 0;
  for (const { write, isCounted } of writes) {
    const size = write.kind === 'insert' ? write.documents.length : 1;
    for (const end = position + size; position < end; position += 1) {
      if (isCounted) affected += countAt(write, position, result);
    }
  }
  return affecting(affected);
}

function countsUpserted(write: SingleWrite): boolean {
  return write.kind === 'update' && write.counts === 'upserted';
}
