import type { ClientBulkWriteResult } from 'mongodb';
import type { RunOptions } from '../../contract/driver';
import type { RawResult, RefusedRow } from '../../contract/result';
import { propertyOf } from '../../internal/property-of';
import { clientBulkWrite } from './client-bulk-write';
import { writeFields } from './mongodb-call-fields';
import { hasLabel } from './mongodb-labels';
import type { LimitFields } from './mongodb-limits';
import type { MongoLine } from './mongodb-line';
import {
  type BulkWriteStatement,
  type InsertStatement,
  type SingleWrite,
  targetOfStatement,
} from './mongodb-statement';
import { bulkModels, countAt, runWrite } from './mongodb-write';
import { type WriteFailure, writeFailures } from './mongodb-write-errors';

/** A statement of several rows whose outcome is told row by row. */
export type RowsStatement = InsertStatement | BulkWriteStatement;

/** Writes rows and tells which ones were refused, in place of throwing; see `InsertOperation.onRefusal`. */
export async function runRows(
  line: MongoLine,
  statement: RowsStatement,
  options: RunOptions,
  limits: LimitFields,
): Promise<RawResult> {
  // An error in a transaction is its end: there is nothing to go on with.
  const ordered = statement.onRefusal !== 'goOn' || line.inTransaction;
  const call: RowsCall = { line, ordered, options, limits };
  if (statement.kind === 'insert') return insertRows(call, statement);
  return line.facts.hasClientBulkWrite ? writeTogether(call, statement) : writeInTurn(call, statement);
}

interface RowsCall {
  readonly line: MongoLine;
  readonly ordered: boolean;
  readonly options: RunOptions;
  readonly limits: LimitFields;
}

/** Rows are refused in the order of the writes; with `ordered`, those behind the first error were not looked at. */
function told(rowCount: number, refused: readonly RefusedRow[], ordered: boolean): RawResult {
  const end = ordered ? refused.find(({ cause }) => cause !== null)?.row : undefined;
  const missing = end === undefined ? refused.length : rowCount - end + refused.filter(({ row }) => row < end).length;
  const result = { rows: [], affected: rowCount - missing, existing: null };
  return refused.length === 0 ? result : { ...result, refused };
}

async function insertRows(
  { line, ordered, options, limits }: RowsCall,
  { target, documents }: InsertStatement,
): Promise<RawResult> {
  if (documents.length === 0) return told(0, [], ordered);
  try {
    await line.collection(target).insertMany(documents, { ...writeFields(line, options, limits), ordered });
    return told(documents.length, [], ordered);
  } catch (error) {
    const refused = writeFailures(error)?.map(({ position, cause }) => ({ row: position, cause }));
    if (refused === undefined) throw error;
    return told(documents.length, refused, ordered);
  }
}

/** Outcome of one model of a bulk write; null for one that was not reached. */
type ModelOutcome = { readonly affected: number; readonly failure: WriteFailure | null } | null;

async function writeTogether(
  { line, ordered, options, limits }: RowsCall,
  statement: BulkWriteStatement,
): Promise<RawResult> {
  const models = statement.writes.flatMap(({ write }) => bulkModels(line, write));
  // Without results one by one only errors are told, which is all there is where no row can be in the way.
  const verboseResults = statement.writes.some(({ write }) => write.kind === 'update' && write.counts === 'upserted');
  const settings = { ...writeFields(line, options, limits), ordered, verboseResults };
  let result: ClientBulkWriteResult | null;
  let failures: readonly WriteFailure[] = [];
  try {
    result = await clientBulkWrite(line, { models, settings, target: targetOfStatement(statement) });
  } catch (error) {
    const found = writeFailures(error);
    if (found === null) throw error;
    failures = found;
    result = partialResultOf(error);
  }
  return judged(statement, { result, failures, ordered });
}

/** What took place beside the errors, of the client's bulk write. */
export function partialResultOf(error: unknown): ClientBulkWriteResult | null {
  const result = propertyOf(error, 'partialResult');
  return isBulkResult(result) ? result : null;
}

function isBulkResult(value: unknown): value is ClientBulkWriteResult {
  return typeof value === 'object' && value !== null && 'insertedCount' in value;
}

interface Told {
  readonly result: ClientBulkWriteResult | null;
  readonly failures: readonly WriteFailure[];
  readonly ordered: boolean;
}

function judged({ writes }: BulkWriteStatement, { result, failures, ordered }: Told): RawResult {
  const byPosition = new Map(failures.map((failure) => [failure.position, failure]));
  const end = ordered ? (failures[0]?.position ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  const refused: RefusedRow[] = [];
  let position = 0;
  let row = 0;
  for (const { write, isCounted } of writes) {
    const size = write.kind === 'insert' ? write.documents.length : 1;
    for (let index = 0; index < size; index += 1, position += 1) {
      const failure = byPosition.get(position);
      // The removal of what had expired belongs to no row: the error is that of the first one that was to follow.
      if (failure !== undefined) refused.push({ row, cause: failure.cause });
      else if (isCounted && position < end && isInTheWay(write, position, result)) {
        refused.push({ row, cause: null });
      }
      if (isCounted) row += 1;
    }
  }
  return told(row, refused, ordered);
}

function isInTheWay(write: SingleWrite, position: number, result: ClientBulkWriteResult | null): boolean {
  if (write.kind !== 'update' || write.counts !== 'upserted') return false;
  return result === null || countAt(write, position, result) === 0;
}

/** Servers before 8.0: one write after the other. */
async function writeInTurn(
  { line, ordered, options, limits }: RowsCall,
  { writes }: BulkWriteStatement,
): Promise<RawResult> {
  const outcomes: { readonly row: number; readonly outcome: ModelOutcome }[] = [];
  let row = 0;
  let isBroken = false;
  for (const { write, isCounted } of writes.flatMap(oneByOne)) {
    const outcome = isBroken ? null : await outcomeOf(() => runWrite(line, write, options, limits));
    if (ordered && isFailed(outcome)) isBroken = true;
    if (isCounted || isFailed(outcome)) outcomes.push({ row, outcome });
    if (isCounted) row += 1;
  }
  const refused = outcomes.flatMap(({ row: at, outcome }) =>
    outcome === null || (outcome.failure === null && outcome.affected > 0)
      ? []
      : [{ row: at, cause: outcome.failure?.cause ?? null }],
  );
  return told(row, refused, ordered);
}

function isFailed(outcome: ModelOutcome): boolean {
  return outcome !== null && outcome.failure !== null;
}

function oneByOne({ write, isCounted }: BulkWriteStatement['writes'][number]): BulkWriteStatement['writes'] {
  if (write.kind !== 'insert') return [{ write, isCounted }];
  return write.documents.map((document) => ({ write: { ...write, documents: [document] }, isCounted }));
}

async function outcomeOf(run: () => Promise<RawResult>): Promise<NonNullable<ModelOutcome>> {
  try {
    return { affected: (await run()).affected, failure: null };
  } catch (error) {
    // The error of a single write is made of the server's entry for it, which has a position.
    const isRefusal = propertyOf(error, 'index') !== undefined && !hasLabel(error, 'TransientTransactionError');
    if (!isRefusal) throw error;
    return { affected: 0, failure: { position: 0, cause: error } };
  }
}
