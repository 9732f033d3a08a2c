import { BulkWriteError } from '../errors/outcome-errors';
import { PolydocError } from '../errors/polydoc-error';
import type { ModelMetadata } from '../metadata/model-metadata';
import { type BulkItem, BulkResult } from './bulk-result';
import { type BulkUnit, insertUnits, type PreparedItem, prepareItems, saveUnits } from './bulk-units';
import { buildDocument, type DocumentInstance, type ModelClass } from './document-instance';
import { isDocument } from './document-state';
import { narrowTo } from './narrow';
import type { BulkOptions } from './options';
import { runAtomically, runUnits, type UnitOutcome } from './run-units';
import { type WriteContext, writeContext } from './write-context';

/** Inserts documents or attributes in bulk; see `Document.insertMany`. */
export async function insertMany<T extends DocumentInstance>(
  modelClass: ModelClass<T>,
  items: readonly unknown[],
  options: BulkOptions | undefined,
): Promise<BulkResult<T>> {
  const documents = items.map((item) =>
    isDocument(item) ? narrowTo(modelClass, item) : buildDocument(modelClass, attributesOf(item)),
  );
  return writeMany(modelClass, documents, options, 'insertMany');
}

/** Saves documents in bulk; see `Document.saveMany`. */
export async function saveMany<T extends DocumentInstance>(
  modelClass: ModelClass<T>,
  documents: readonly T[],
  options: BulkOptions | undefined,
): Promise<BulkResult<T>> {
  const checked = documents.map((document) => narrowTo(modelClass, document));
  return writeMany(modelClass, checked, options, 'saveMany');
}

function attributesOf(item: unknown): object {
  if (typeof item === 'object' && item !== null) return item;
  throw new TypeError('insertMany takes documents or objects of attributes.');
}

type BulkOperation = 'insertMany' | 'saveMany';

async function writeMany<T extends DocumentInstance>(
  modelClass: ModelClass<T>,
  documents: readonly T[],
  options: BulkOptions | undefined,
  operation: BulkOperation,
): Promise<BulkResult<T>> {
  if (documents.length === 0) return new BulkResult<T>([], options?.partial !== true);
  const context = writeContext(modelClass, options, operation);
  const atomic = options?.partial !== true && context.runtime.capabilities.transaction.level !== 'none';
  const items = await prepareItems(context, documents, options, operation);
  if (atomic && items.some((item) => item.error !== null)) {
    throw failed(context.model, operation, resultOf(documents, items, new Map(), true, false));
  }
  const units = operation === 'insertMany' ? insertUnits(context, items) : saveUnits(context, items);
  if (context.runtime.inBatch(context.call)) {
    for (const unit of units) await unit.queue();
    return resultOf(documents, items, new Map(), atomic, true);
  }
  const outcomes = await runAll(context, units, atomic);
  const committed = outcomes.every((outcome) => outcome.error === null) || !atomic;
  const errors = errorsByPosition(outcomes);
  const result = resultOf(documents, items, errors, atomic, committed);
  if (atomic && !committed) throw failed(context.model, operation, result);
  return result;
}

/** All or nothing where asked for; else every unit for itself. */
async function runAll(
  context: WriteContext,
  units: readonly BulkUnit[],
  atomic: boolean,
): Promise<readonly UnitOutcome[]> {
  return atomic ? runAtomically(context, units) : runUnits(context, units);
}

function errorsByPosition(outcomes: readonly UnitOutcome[]): ReadonlyMap<number, Error> {
  const errors = new Map<number, Error>();
  for (const { positions, error } of outcomes) {
    if (error !== null) for (const position of positions) errors.set(position, error);
  }
  return errors;
}

function resultOf<T extends DocumentInstance>(
  documents: readonly T[],
  items: readonly PreparedItem[],
  errors: ReadonlyMap<number, Error>,
  atomic: boolean,
  committed: boolean,
): BulkResult<T> {
  const results = documents.map((document, position): BulkItem<T> => {
    const error = items[position]?.error ?? errors.get(position);
    if (error !== undefined && error !== null) return { outcome: 'failed', document, error };
    return { outcome: committed ? (items[position]?.outcome ?? 'skipped') : 'skipped', document };
  });
  return new BulkResult(results, atomic);
}

function failed(model: ModelMetadata, operation: string, result: BulkResult): BulkWriteError<BulkResult> {
  const first = result.items.find((item) => item.error !== undefined)?.error;
  const reason = first === undefined ? '' : ` The first failure: ${first.message}`;
  return new BulkWriteError(
    `${operation} of ${model.name}: ${result.failed} of ${result.items.length} items failed, so nothing was written.${reason}`,
    {
      model: model.name,
      operation,
      result,
      status: first instanceof PolydocError ? first.status : 500,
      cause: first,
      hint: 'error.result says per item what happened; { partial: true } writes what can be written.',
    },
  );
}
