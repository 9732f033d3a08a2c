import type { RawResult } from '../contract/result';
import { DuplicateKeyError } from '../errors/outcome-errors';
import type { ValidationProblem } from '../errors/value-errors';
import { asRecord } from '../internal/as-record';
import type { ModelMetadata } from '../metadata/model-metadata';
import { pathOf } from '../query/field-path';
import type { InsertOperation } from '../query/operation';
import { canonicalValue } from './canonical-values';
import { ruleProblems } from './check-document';
import { ConditionalResult } from './conditional-result';
import { keyForError } from './document-key';
import { stateOf } from './document-state';
import { readExistingRow } from './existing-row';
import { hasHooks, runHooks } from './hooks';
import type { InsertOptions, SaveOptions, ValidationOptions } from './options';
import { findRow, insertRows } from './row-operations';
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
export async function prepareInsert(
  model: ModelMetadata,
  document: object,
  options: ValidationOptions | undefined,
  now: Date,
): Promise<PreparedInsert> {
  if (hasHooks(model, 'beforeValidate', 'beforeSave', 'beforeInsert')) {
    await runHooks(model, document, 'beforeValidate', 'beforeSave', 'beforeInsert');
  }
  const problems: ValidationProblem[] = [];
  const system = systemValuesOfInsert(model, document, now);
  const row = completeRow(model, document, system, problems);
  throwProblems(model, [...problems, ...(await ruleProblems(model, document, options))]);
  return { row, system };
}

/** Canonical values of all fields, those of `system` in place of what stands in memory. */
export function completeRow(
  model: ModelMetadata,
  document: object,
  system: readonly SystemValue[],
  problems: ValidationProblem[],
): unknown[] {
  return model.fields.map((field) => {
    const filled = system.find((entry) => entry.field === field);
    return filled === undefined ? canonicalValue(document, field, problems) : filled.value;
  });
}

/** Takes a complete write over into memory. */
export async function settleInsert(context: WriteContext, document: object, prepared: PreparedInsert): Promise<void> {
  const { model } = context;
  assignStored(document, prepared.system);
  const record = asRecord(document);
  // What was left out is stored as null, and a document reads as it is stored.
  for (const field of model.fields) if (record[field.property] === undefined) record[field.property] = null;
  stateOf(document).snapshot = ValueSnapshot.of(model, prepared.row);
  await afterWrite(context, document, 'afterInsert');
}

/** Runs the hooks that follow a write; `@AfterCommit` once the transaction at hand is through. */
export async function afterWrite(
  context: WriteContext,
  document: object,
  event: 'afterInsert' | 'afterUpdate' | 'afterDelete',
): Promise<void> {
  const { model } = context;
  if (hasHooks(model, event, 'afterSave')) {
    if (event === 'afterDelete') await runHooks(model, document, event);
    else await runHooks(model, document, event, 'afterSave');
  }
  if (hasHooks(model, 'afterCommit')) {
    await context.runtime.afterCommit(() => runHooks(model, document, 'afterCommit'), context.call);
  }
}

/**
 * Writes a new document, replacing a row with its key. With a version the row's own goes on counting, so that whoever
 * still holds the row replaced is told.
 */
export async function saveNew(
  document: object,
  context: WriteContext,
  options: SaveOptions | undefined,
): Promise<void> {
  const { model } = context;
  enlistDocument(context, document);
  const prepared = await prepareInsert(model, document, options, new Date());
  await dispatch(context, {
    operation: replaceOperation(context, prepared),
    conditional: false,
    refuse: null,
    readExisting: null,
    settle: async (result) => settleInsert(context, document, withStoredVersion(context, prepared, result)),
  });
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
 * Creates a document's row.
 * @throws DuplicateKeyError (POLYDOC_DUPLICATE_KEY) when the key or a unique value exists; with `ifNotExists` the
 * outcome is returned instead.
 */
export async function insertDocument(
  document: object,
  options: InsertOptions | undefined,
): Promise<ConditionalResult | null> {
  const context = documentContext(document, options, 'insert');
  const { model, write } = context;
  const conditional = options?.ifNotExists === true;
  enlistDocument(context, document);
  const prepared = await prepareInsert(model, document, options, new Date());
  const key = model.key.fields.map((field) => prepared.row[field.index]);
  const where = { kind: 'key', values: key } as const;
  return dispatch<ConditionalResult>(context, {
    operation: insertRows(model, [prepared.row], conditional ? 'ignore' : 'error', write),
    conditional,
    refuse: () => duplicateKey(context, key),
    readExisting: conditional ? findRow(model, where, model.fields) : null,
    settle: async (result) => {
      if (result.affected === 0) return new ConditionalResult(false, await readExistingRow(context, result, where));
      await settleInsert(context, document, prepared);
      return new ConditionalResult(true, null);
    },
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
