import type { AggregateOptions, AggregationCursor, Document, FindCursor, FindOptions } from 'mongodb';
import type { RunOptions } from '../../contract/driver';
import type { RawResult } from '../../contract/result';
import { InvalidQueryError } from '../../errors/usage-errors';
import { liveDocuments } from './live-documents';
import { hintFields, readFields } from './mongodb-call-fields';
import type { LimitFields } from './mongodb-limits';
import type { MongoLine } from './mongodb-line';
import type { AggregateStatement, FindStatement, MongoStatement } from './mongodb-statement';

/** Statements that only read. */
export type ReadStatement = FindStatement | AggregateStatement;

/** A cursor of either kind. */
export type MongoCursor = FindCursor<Document> | AggregationCursor<Document>;

/** As many documents as fit into one reply: all are wanted anyway, and fewer replies mean fewer waits. */
const WHOLE_REPLY = 100_000;

/** Opens a cursor whose documents are bytes, unless `raw` is false. The first batch is fetched with the first question to it. */
export function openCursor(
  line: MongoLine,
  statement: ReadStatement,
  options: RunOptions,
  limits: LimitFields,
  raw = true,
): MongoCursor {
  const collection = line.collection(statement.target);
  const fields = { ...readFields(line, options, limits), ...hintFields(statement.hints) };
  const batchSize = options.fetchSize ?? WHOLE_REPLY;
  if (statement.kind === 'aggregate') {
    const settings: AggregateOptions = { ...fields, raw, batchSize };
    return collection.aggregate([...statement.pipeline], settings);
  }
  const { filter, projection, sort, limit, skip } = statement;
  const settings: FindOptions = { ...fields, raw, batchSize };
  if (projection !== null) settings.projection = projection;
  if (sort !== null) settings.sort = new Map(sort);
  if (limit !== null) settings.limit = limit;
  if (skip > 0) settings.skip = skip;
  return collection.find(filter, settings);
}

/** With `raw` a document is its bytes, whatever the client's types say; of another realm under jest. */
function isBytes(document: object): document is Uint8Array {
  return ArrayBuffer.isView(document);
}

/** Adds the bytes of what the cursor has fetched already, `most` documents if that is stated. */
export function takeFetched(cursor: MongoCursor, into: Uint8Array[], most?: number): void {
  for (const document of cursor.readBufferedDocuments(most)) if (isBytes(document)) into.push(document);
}

/** Runs a read to its end. */
export async function runRead(
  line: MongoLine,
  statement: ReadStatement,
  options: RunOptions,
  limits: LimitFields,
): Promise<RawResult> {
  const cursor = openCursor(line, statement, options, limits);
  const all: Uint8Array[] = [];
  try {
    while (await cursor.hasNext()) takeFetched(cursor, all);
  } finally {
    // One that has come to its end is closed already, and this costs nothing.
    if (!cursor.closed) await cursor.close();
  }
  const rows = statement.kind === 'find' && statement.dropsExpired ? liveDocuments(all) : all;
  return { rows, affected: rows.length, existing: null };
}

/**
 * How the server would run a read.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for a write
 */
export async function explainRead(
  line: MongoLine,
  statement: MongoStatement,
  options: RunOptions,
  limits: LimitFields,
): Promise<unknown> {
  if (statement.kind !== 'find' && statement.kind !== 'aggregate') {
    throw new InvalidQueryError('Only reads can be explained on MongoDB.', { engine: 'mongodb' });
  }
  const cursor = openCursor(line, statement, options, limits, false);
  try {
    return await cursor.explain();
  } finally {
    await cursor.close();
  }
}
