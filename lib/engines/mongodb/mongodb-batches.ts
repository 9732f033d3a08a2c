import type { BatchControl, BatchFailure, BatchOutcome } from '../../contract/batch-control';
import type { Connection, RunOptions } from '../../contract/driver';
import type { RawResult } from '../../contract/result';
import type { BatchOperation } from '../../query/operation';
import { clientBulkWrite } from './client-bulk-write';
import { writeFields } from './mongodb-call-fields';
import { MongoConnection } from './mongodb-connection';
import { type LimitFields, withLimits } from './mongodb-limits';
import { type ReturnedRows, returnedRows } from './mongodb-returned-rows';
import { partialResultOf } from './mongodb-row-outcomes';
import {
  type FindAndModifyStatement,
  type MongoStatement,
  type MongoTarget,
  type SingleWrite,
  targetOfStatement,
  type UpdateStatement,
} from './mongodb-statement';
import { bulkModels, countAt } from './mongodb-write';
import { writeFailures } from './mongodb-write-errors';
import { rethrowMarked } from './network-failure';

/** A statement of a batch, as the writes that stand for it in the bulk write. */
interface BatchPart {
  readonly statement: MongoStatement;
  readonly writes: readonly { readonly write: SingleWrite; readonly isCounted: boolean }[];
}

/** Positions of a part's models in the bulk write. */
interface PlacedPart extends BatchPart {
  readonly start: number;
  readonly end: number;
}

/**
 * A batch as one bulk write of the client, in order. In a transaction rows that a write is to give back are read after it,
 * all of one kind in one find: they are what the batch left. Without one somebody else could come in between, so that
 * writes with rows to give back are sent on their own there; so are all on servers before 8.0.
 */
export const mongodbBatches: BatchControl<MongoStatement> = Object.freeze({
  judgesConditions: false,

  run(
    connection: Connection<MongoStatement>,
    _batch: BatchOperation,
    compiled: readonly MongoStatement[],
    options: RunOptions,
  ): Promise<BatchOutcome> {
    // A connection that is not one of this engine's own (a recorder) takes statements only.
    if (!(connection instanceof MongoConnection)) return runAlone(connection, compiled, options);
    const { inTransaction } = connection;
    const running = withLimits(options, (limits) => runGroups({ line: connection, options, limits }, compiled));
    return inTransaction ? running.catch(rethrowMarked) : running;
  },
});

interface BatchCall {
  readonly line: MongoConnection;
  readonly options: RunOptions;
  readonly limits: LimitFields;
}

async function runAlone(
  connection: Connection<MongoStatement>,
  compiled: readonly MongoStatement[],
  options: RunOptions,
): Promise<BatchOutcome> {
  const results: RawResult[] = [];
  for (const statement of compiled) results.push(await connection.run(statement, options));
  return { applied: true, existing: [], results };
}

/** Statements that go together, in order. */
function groupsOf({ line }: BatchCall, compiled: readonly MongoStatement[]): (readonly BatchPart[])[] {
  const groups: BatchPart[][] = [];
  let isOpen = false;
  for (const statement of compiled) {
    const writes = line.facts.hasClientBulkWrite ? writesOf(statement, line.inTransaction) : [];
    const last = groups.at(-1);
    if (isOpen && writes.length > 0 && last !== undefined) last.push({ statement, writes });
    else groups.push([{ statement, writes }]);
    isOpen = writes.length > 0;
  }
  return groups;
}

/** Empty for a statement that is sent on its own. */
function writesOf(statement: MongoStatement, inTransaction: boolean): BatchPart['writes'] {
  switch (statement.kind) {
    case 'find':
    case 'aggregate':
      return [];
    case 'bulkWrite':
      return statement.writes;
    case 'findAndModify':
      return inTransaction ? [{ write: asUpdate(statement), isCounted: true }] : [];
    default:
      return [{ write: statement, isCounted: true }];
  }
}

function asUpdate({ target, filter, update, upsert }: FindAndModifyStatement): UpdateStatement {
  return { kind: 'update', target, filter, update, upsert, many: false, counts: 'matched' };
}

/** What a group did, up to its failure. */
interface GroupOutcome {
  readonly results: readonly RawResult[];
  readonly failure: BatchFailure | null;
}

async function runGroups(call: BatchCall, compiled: readonly MongoStatement[]): Promise<BatchOutcome> {
  const results: RawResult[] = [];
  for (const group of groupsOf(call, compiled)) {
    const outcome = await runGroup(call, group);
    const { failure } = outcome;
    const position = results.length + (failure?.position ?? 0);
    results.push(...outcome.results);
    if (failure !== null) return { applied: true, existing: [], results, failure: { ...failure, position } };
  }
  return { applied: true, existing: [], results };
}

async function runGroup(call: BatchCall, group: readonly BatchPart[]): Promise<GroupOutcome> {
  const [first] = group;
  if (first === undefined) return { results: [], failure: null };
  if (first.writes.length > 0) return sendTogether(call, placed(group));
  try {
    return { results: [await call.line.run(first.statement, call.options)], failure: null };
  } catch (cause) {
    return { results: [], failure: { position: 0, cause } };
  }
}

function placed(group: readonly BatchPart[]): readonly PlacedPart[] {
  let next = 0;
  return group.map((part) => {
    const start = next;
    for (const { write } of part.writes) next += modelCount(write);
    return { ...part, start, end: next };
  });
}

function modelCount(write: SingleWrite): number {
  return write.kind === 'insert' ? write.documents.length : 1;
}

async function sendTogether(call: BatchCall, parts: readonly PlacedPart[]): Promise<GroupOutcome> {
  const { line, options, limits } = call;
  const models = parts.flatMap(({ writes }) => writes.flatMap(({ write }) => bulkModels(line, write)));
  if (models.length === 0) return { results: parts.map(() => affecting(0)), failure: null };
  const settings = { ...writeFields(line, options, limits), ordered: true, verboseResults: true };
  try {
    const result = await clientBulkWrite(line, { models, settings, target: targetIn(parts) });
    const counts = parts.map((part) => countOf(part, result));
    return { results: await withRows(call, parts, counts), failure: null };
  } catch (error) {
    const [failed] = writeFailures(error) ?? [];
    const result = partialResultOf(error);
    const position = parts.findIndex(({ end }) => failed !== undefined && failed.position < end);
    if (failed === undefined || result === null || position < 0) throw error;
    const done = parts.slice(0, position);
    return { results: done.map((part) => affecting(countOf(part, result))), failure: { position, cause: error } };
  }
}

function targetIn(parts: readonly PlacedPart[]): MongoTarget | null {
  return parts[0] === undefined ? null : targetOfStatement(parts[0].statement);
}

function affecting(affected: number): RawResult {
  return { rows: [], affected, existing: null };
}

function countOf({ writes, start }: PlacedPart, result: Parameters<typeof countAt>[2]): number {
  let affected = 0;
  let position = start;
  for (const { write, isCounted } of writes) {
    const end = position + modelCount(write);
    for (; position < end; position += 1) if (isCounted) affected += countAt(write, position, result);
  }
  return affected;
}

/** Adds the rows that statements are to give back. */
async function withRows(
  { line, options, limits }: BatchCall,
  parts: readonly PlacedPart[],
  counts: readonly number[],
): Promise<readonly RawResult[]> {
  const asked: FindAndModifyStatement[] = [];
  parts.forEach(({ statement }, index) => {
    if (statement.kind === 'findAndModify' && counts[index] !== 0) asked.push(statement);
  });
  const rows: ReturnedRows = await returnedRows(line, asked, options, limits);
  return parts.map(({ statement }, index) => {
    const row = statement.kind === 'findAndModify' ? rows.get(statement) : undefined;
    return { ...affecting(counts[index] ?? 0), rows: row === undefined ? [] : [row] };
  });
}
