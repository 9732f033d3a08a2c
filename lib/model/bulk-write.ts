import { BulkWriteError } from '../errors/outcome-errors';
import { PolydocError } from '../errors/polydoc-error';
import type { ModelMetadata } from '../metadata/model-metadata';
import { type BulkItem, BulkResult } from './bulk-result';
import type { BulkUnit } from './bulk-unit';
import { insertUnits, prepareItems, saveUnits } from './bulk-units';
import { buildDocument, type DocumentInstance, type ModelClass } from './document-instance';
import { isDocument } from './document-state';
import { narrowTo } from './narrow';
import type { BulkOptions } from './options';
import type { PreparedItem } from './prepared-item';
import { runTold } from './run-told-units';
import { runAtomically, runUnits } from './run-units';
import type { UnitOutcome } from './unit-outcome';
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
  const isPartial = options?.partial === true;
  const atomic = !isPartial && context.runtime.capabilities.transaction.level !== 'none';
  const items = await prepareItems(context, documents, options, operation);
  if (!isPartial && items.some((item) => item.error !== null)) {
    throw failed(context.model, operation, resultOf(documents, items, { outcomes: [], isWritten: false }, atomic));
  }
  const units = operation === 'insertMany' ? insertUnits(context, items) : saveUnits(context, items);
  if (context.runtime.inBatch(context.call)) {
    for (const unit of units) await unit.queue();
    return resultOf(documents, items, { outcomes: [], isWritten: true }, atomic);
  }
  const outcomes = await runAll(context, units, isPartial);
  const isWritten = !atomic || outcomes.every((outcome) => outcome.error === null);
  const result = resultOf(documents, items, { outcomes, isWritten }, atomic);
  if (!isPartial && result.failed > 0) throw failed(context.model, operation, result);
  return result;
}

/** All or nothing where there are transactions; else up to the first failure. With `partial` whatever can be written. */
async function runAll(
  context: WriteContext,
  units: readonly BulkUnit[],
  isPartial: boolean,
): Promise<readonly UnitOutcome[]> {
  if (isPartial) return runUnits(context, units);
  const hasTransactions = context.runtime.capabilities.transaction.level !== 'none';
  return hasTransactions ? runAtomically(context, units) : runTold(context, units, 'stop');
}

/** What became of the units, and whether any of it is stored. */
interface Run {
  readonly outcomes: readonly UnitOutcome[];
  readonly isWritten: boolean;
}

function resultOf<T extends DocumentInstance>(
  documents: readonly T[],
  items: readonly PreparedItem[],
  { outcomes, isWritten }: Run,
  atomic: boolean,
): BulkResult<T> {
  const byPosition = new Map<number, UnitOutcome>();
  for (const outcome of outcomes) {
    if (outcome.error === null && outcome.isSkipped !== true) continue;
    for (const position of outcome.positions) byPosition.set(position, outcome);
  }
  const results = documents.map((document, position): BulkItem<T> => {
    const item = items[position];
    const told = byPosition.get(position);
    const error = item?.error ?? told?.error ?? null;
    if (error !== null) return { outcome: 'failed', document, error };
    if (item === undefined || !isWritten || told?.isSkipped === true) return { outcome: 'skipped', document };
    return { outcome: item.outcome, document };
  });
  return new BulkResult(results, atomic);
}

function failed(model: ModelMetadata, operation: string, result: BulkResult): BulkWriteError<BulkResult> {
  const first = result.items.find((item) => item.error !== undefined)?.error;
  const reason = first === undefined ? '' : ` The first failure: ${first.message}`;
  return new BulkWriteError(
    `${operation} of ${model.name}: ${result.failed} of ${result.items.length} items failed, so ${whatElse(result)}.${reason}`,
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

function whatElse({ inserted, updated }: BulkResult): string {
  const written = inserted + updated;
  return written === 0 ? 'nothing was written' : `only ${written} were written`;
}
