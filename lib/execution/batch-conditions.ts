import { asRecord } from '../internal/as-record';
import type { ModelMetadata } from '../metadata/model-metadata';
import { pathOf } from '../query/field-path';
import { type FindOperation, NO_READ_HINTS, type WriteOperation } from '../query/operation';
import type { Predicate } from '../query/predicate';
import { valueKey } from '../types/value-key';
import type { PlannedRequest } from './batch-services';
import { type ExistingRowSource, existingRow, NotApplied } from './not-applied';
import { operationKey } from './operation-key';

/** Rows that writes looked at so far are about. */
class TouchedRows {
  readonly #keys = new Set<string>();
  readonly #tables = new Set<string>();

  add(operation: WriteOperation): void {
    const key = rowKey(operation);
    if (key === null) this.#tables.add(operation.model.table);
    else this.#keys.add(key);
  }

  has(operation: WriteOperation): boolean {
    const key = rowKey(operation);
    return key === null || this.#tables.has(operation.model.table) || this.#keys.has(key);
  }
}

/** One text per row; null for writes of several rows, or of rows that match. */
function rowKey(operation: WriteOperation): string | null {
  const { model } = operation;
  const { fields } = model.key;
  const key = operationKey(operation);
  if (key === undefined) return null;
  // A compound key is told as a record by property.
  const values = fields.length > 1 && typeof key === 'object' && key !== null ? asRecord(key) : null;
  const parts = fields.map((field) => valueKey(field.type, values === null ? key : values[field.property]));
  return [model.namespace ?? '', model.table, ...parts].map((part) => `${part.length}:${part}`).join('');
}

/** What finds a row exactly if the write will do something, or with `isWanted` false exactly if it will not. */
function questionOf(operation: WriteOperation): { readonly find: FindOperation; readonly isWanted: boolean } | null {
  switch (operation.kind) {
    case 'update':
    case 'delete': {
      const { model, where, condition } = operation;
      const both: Predicate = condition === null ? where : { kind: 'and', operands: [where, condition] };
      return { find: findKey(model, both), isWanted: true };
    }
    case 'insert': {
      const [row, ...others] = operation.rows;
      const isStopped = operation.onConflict === 'error' || operation.onConflict === 'ignore';
      if (!isStopped || row === undefined || others.length > 0) return null;
      const { model, fields } = operation;
      const values = model.key.fields.map((field) => row[fields.indexOf(field)]);
      return { find: findKey(model, { kind: 'key', values }), isWanted: false };
    }
    default:
      return null;
  }
}

function findKey(model: ModelMetadata, where: Predicate): FindOperation {
  const selection = model.key.fields.map(pathOf);
  return {
    kind: 'find',
    model,
    where,
    orderBy: [],
    limit: 1,
    skip: 0,
    selection,
    distinct: false,
    lock: null,
    hints: NO_READ_HINTS,
  };
}

async function willDoNothing({ services, scope, options }: ExistingRowSource, write: WriteOperation): Promise<boolean> {
  const question = questionOf(write);
  if (question === null) return false;
  const { rows } = await services.executor.run(question.find, scope, options);
  return rows.length > 0 !== question.isWanted;
}

/**
 * Asks, before anything is sent, what would come of writes that have to do something. Those of rows that the batch itself
 * writes before are left out: their turn comes with the batch.
 * @param all conditions, and writes that find an error where they find nothing; else conditions alone
 * @throws NotApplied when a condition does not hold; the error of the first other write that would find nothing.
 */
export async function checkConditions(
  source: ExistingRowSource,
  requests: readonly PlannedRequest[],
  all: boolean,
): Promise<void> {
  const touched = new TouchedRows();
  const existing: object[] = [];
  let isApplied = true;
  for (const request of requests) {
    const { operation, conditional, refuse } = request;
    const isAsked = (conditional || (all && refuse)) && !touched.has(operation);
    touched.add(operation);
    if (!isAsked || !(await willDoNothing(source, operation))) continue;
    if (conditional) {
      isApplied = false;
      existing.push(...(await existingRow(source, request, { existing: null })));
    } else if (isApplied && refuse) throw await refuse({ rows: [], affected: 0, existing: null });
  }
  if (!isApplied) throw new NotApplied(existing);
}
