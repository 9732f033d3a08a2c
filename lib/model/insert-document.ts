import type { RawResult } from '../contract/result';
import { DuplicateKeyError } from '../errors/outcome-errors';
import type { ValidationProblem } from '../errors/value-errors';
import { asRecord } from '../internal/as-record';
import { andThen, type MaybePromise } from '../internal/maybe-promise';
import type { ModelMetadata } from '../metadata/model-metadata';
import { pathOf } from '../query/field-path';
import type { InsertOperation } from '../query/operation';
import { canonicalRow } from './canonical-values';
import { ruleProblems } from './check-document';
import { ConditionalResult } from './conditional-result';
import { keyForError } from './document-key';
import { stateOf } from './document-state';
import { readExistingRow } from './existing-row';
import { type HookContext, hasHooks, runHooks } from './hooks';
import type { InsertOptions, SaveOptions, ValidationOptions } from './options';
import { findVisibleRow } from './rewrite-query';
import { insertRows } from './row-operations';
import { ValueSnapshot } from './snapshot';
import { assignStored, type SystemValue, systemValuesOfInsert } from './system-values';
import { throwProblems } from './throw-problems';
import { dispatch, documentContext, enlistDocument, type WriteContext } from './write-context';

/** A document that passed its hooks and rules, with the complete row that stands for it. */
export interface PreparedInsert {
  readonly row: readonly unknown[];
  readonly system: readonly SystemValue[];
}

/** Runs hooks and rules for a complete write and makes the row; changes nothing that a failure would have to undo. */
export function prepareInsert(
  context: HookContext,
  document: object,
  options: ValidationOptions | undefined,
  now: Date,
): MaybePromise<PreparedInsert> {
  const { model } = context;
  if (!hasHooks(context, 'beforeValidate', 'beforeSave', 'beforeInsert'))
    return checkedRow(model, document, options, now);
  const ran = runHooks(context, document, 'beforeValidate', 'beforeSave', 'beforeInsert');
  return ran.then(() => checkedRow(model, document, options, now));
}

function checkedRow(
  model: ModelMetadata,
  document: object,
  options: ValidationOptions | undefined,
  now: Date,
): MaybePromise<PreparedInsert> {
  const problems: ValidationProblem[] = [];
  const system = systemValuesOfInsert(model, document, now);
  const row = canonicalRow(model, document, system, problems);
  return andThen(ruleProblems(model, document, options), (ruled) => {
    if (problems.length > 0 || ruled.length > 0) throwProblems(model, [...problems, ...ruled]);
    return { row, system };
  });
}

/** Takes a complete write over into memory. */
export function settleInsert(context: WriteContext, document: object, prepared: PreparedInsert): MaybePromise<void> {
  const { model } = context;
  assignStored(document, prepared.system);
  const record = asRecord(document);
  const { fields } = model;
  // What was left out is stored as null, and a document reads as it is stored. By index: this runs for every row of a
  // bulk write, and the iterator of a frozen list costs an object per field.
  for (let index = 0; index < fields.length; index += 1) {
    const property = fields[index]?.property;
    if (property !== undefined && record[property] === undefined) record[property] = null;
  }
  stateOf(document).snapshot = new ValueSnapshot(prepared.row);
  return afterWrite(context, document, 'afterInsert');
}

/** Runs the hooks that follow a write; `@AfterCommit` once the transaction at hand is through. */
export function afterWrite(context: WriteContext, document: object, event: AfterEvent): MaybePromise<void> {
  return hasHooks(context, event, 'afterSave', 'afterCommit') ? runAfterHooks(context, document, event) : undefined;
}

type AfterEvent = 'afterInsert' | 'afterUpdate' | 'afterDelete';

async function runAfterHooks(context: WriteContext, document: object, event: AfterEvent): Promise<void> {
  if (event === 'afterDelete') await runHooks(context, document, event);
  else await runHooks(context, document, event, 'afterSave');
  if (hasHooks(context, 'afterCommit')) {
    await context.runtime.afterCommit(() => runHooks(context, document, 'afterCommit'), context.call);
  }
}

/**
 * Writes a new document, replacing a row with its key. With a version the row's own goes on counting, so that whoever
 * still holds the row replaced is told.
 */
export function saveNew<T extends object>(
  document: T,
  context: WriteContext,
  options: SaveOptions | undefined,
): Promise<T> {
  enlistDocument(context, document);
  return andThen(prepareInsert(context, document, options, new Date()), (prepared) =>
    dispatch<T>(context, {
      operation: replaceOperation(context, prepared),
      conditional: false,
      refuse: null,
      readExisting: null,
      queued: document,
      settle: (result) =>
        andThen(settleInsert(context, document, withStoredVersion(context, prepared, result)), () => document),
    }),
  );
}

/** The upsert of a complete row. */
export function replaceOperation(context: WriteContext, prepared: PreparedInsert): InsertOperation {
  const { model, write } = context;
  const { version } = model;
  if (version === null) return insertRows(model, [prepared.row], 'replace', write);
  const assign = model.fields
    .filter((field) => !model.key.fields.includes(field))
    .map((field) =>
      field === version
        ? ({ kind: 'increment', path: pathOf(field), operand: 1 } as const)
        : ({ kind: 'set', path: pathOf(field), value: prepared.row[field.index] ?? null } as const),
    );
  return insertRows(model, [prepared.row], 'replace', write, { assign, returning: [version] });
}

/** The prepared row with the version that was really stored. */
export function withStoredVersion(context: WriteContext, prepared: PreparedInsert, result: RawResult): PreparedInsert {
  const { version } = context.model;
  const wireRow = result.rows[0];
  if (version === null || wireRow === undefined) return prepared;
  const stored = context.runtime.rows.value(wireRow, 0, pathOf(version));
  return {
    row: prepared.row.map((value, index) => (index === version.index ? stored : value)),
    system: prepared.system.map((entry) => (entry.field === version ? { field: version, value: stored } : entry)),
  };
}

/**
 * Creates a document's row; resolves to the document, or to the outcome with `ifNotExists` (null when it joined a batch).
 * @throws DuplicateKeyError (POLYDOC_DUPLICATE_KEY) when the key or a unique value exists, unless `ifNotExists`.
 */
export function insertDocument<T extends object>(
  document: T,
  options: InsertOptions | undefined,
): Promise<T | ConditionalResult | null> {
  const context = documentContext(document, options, 'insert');
  enlistDocument(context, document);
  const prepared = prepareInsert(context, document, options, new Date());
  const isConditional = options?.ifNotExists === true;
  return andThen(
    prepared,
    (ready): Promise<T | ConditionalResult | null> =>
      isConditional ? insertIfAbsent(context, document, ready) : insertPrepared(context, document, ready),
  );
}

function insertPrepared<T extends object>(context: WriteContext, document: T, prepared: PreparedInsert): Promise<T> {
  const { model, write } = context;
  return dispatch<T>(context, {
    operation: insertRows(model, [prepared.row], 'error', write),
    run: runInsert,
    conditional: false,
    refuse: () => duplicateKey(context, keyIn(model, prepared)),
    readExisting: null,
    queued: document,
    settle: () => andThen(settleInsert(context, document, prepared), () => document),
  });
}

function insertIfAbsent(
  context: WriteContext,
  document: object,
  prepared: PreparedInsert,
): Promise<ConditionalResult | null> {
  const { model, write } = context;
  const where = { kind: 'key', values: keyIn(model, prepared) } as const;
  return dispatch<ConditionalResult>(context, {
    operation: insertRows(model, [prepared.row], 'ignore', write),
    conditional: true,
    refuse: null,
    readExisting: findVisibleRow(context, where),
    settle: async (result) => {
      if (result.affected === 0) return new ConditionalResult(false, await readExistingRow(context, result, where));
      await settleInsert(context, document, prepared);
      return new ConditionalResult(true, null);
    },
  });
}

function keyIn(model: ModelMetadata, { row }: PreparedInsert): readonly unknown[] {
  return model.key.fields.map((field) => row[field.index]);
}

/**
 * Sends an insert in its cheapest form first, where a refusal does no harm: in a transaction it would be the end of it.
 * The second form tells an expired row in the way from a living one.
 */
export function runInsert(context: WriteContext, operation: InsertOperation): Promise<RawResult> {
  const { runtime, call } = context;
  if (operation.onConflict !== 'error' || runtime.inTransaction(call)) return runtime.run(operation, call);
  return runtime.run({ ...operation, onConflict: 'fail' }, call).catch((error: unknown) => {
    if (error instanceof DuplicateKeyError) return runtime.run(operation, call);
    throw error;
  });
}

/** A row with this key exists. */
export function duplicateKey(context: WriteContext, key: readonly unknown[]): DuplicateKeyError {
  const { model, runtime } = context;
  const fields = model.key.fields.map((field) => field.property);
  return new DuplicateKeyError(`A row of ${model.name} with this ${fields.join(', ')} exists.`, {
    model: model.name,
    engine: runtime.name,
    operation: 'insert',
    key: keyForError(model, key),
    fields,
  });
}
