import type { RawResult } from '../contract/result';
import { ConflictError, DocumentNotFoundError } from '../errors/outcome-errors';
import type { ValidationProblem } from '../errors/value-errors';
import type { ModelMetadata } from '../metadata/model-metadata';
import { pathOf } from '../query/field-path';
import type { InsertOperation, UpdateOperation } from '../query/operation';
import type { Predicate } from '../query/predicate';
import { canonicalValue } from './canonical-values';
import { keyForError, keyOf } from './document-key';
import type { PreparedSave } from './prepare-save';
import { findRow, insertRows, updateRows } from './row-operations';
import { throwProblems } from './throw-problems';
import { type WriteContext } from './write-context';

/** Sends the save; memory is left as it is. */
export function executeSave(
  context: WriteContext,
  document: object,
  save: PreparedSave,
  mustExist: boolean,
): Promise<RawResult> {
  const sent = context.runtime.run(saveOperation(context, document, save, mustExist), context.call);
  return sent.then((result) => (result.affected > 0 ? result : saveVanished(context, document, save, mustExist)));
}

async function saveVanished(
  context: WriteContext,
  document: object,
  save: PreparedSave,
  mustExist: boolean,
): Promise<RawResult> {
  if (!mayRecreate(context, mustExist)) throw await refusal(context, document, save.expected);
  return context.runtime.run(recreateOperation(context, document, save), context.call);
}

/** A vanished row is written again, unless a version or the caller says that it must be there. */
export function mayRecreate(context: WriteContext, mustExist: boolean): boolean {
  const { model, runtime } = context;
  return model.version === null && !mustExist && runtime.capabilities['save.complete'].level !== 'none';
}

/** The change of the stored row. */
export function saveOperation(
  context: WriteContext,
  document: object,
  prepared: PreparedSave,
  mustExist: boolean,
): UpdateOperation {
  const { model, write } = context;
  const where: Predicate = { kind: 'key', values: keyOf(model, document) };
  const { assignments, expected, returned } = prepared;
  const condition = versionCondition(model, expected);
  return updateRows(model, where, assignments, write, {
    condition,
    ifExists: mustExist,
    isRowTtl: true,
    returning: returned,
  });
}

function versionCondition(model: ModelMetadata, expected: unknown): Predicate | null {
  const { version } = model;
  if (version === null || expected === null) return null;
  return { kind: 'compare', path: pathOf(version), operator: 'eq', operand: { kind: 'value', value: expected } };
}

/** Writes the vanished row again, complete; if it came back meanwhile only the changes are applied to it. */
export function recreateOperation(context: WriteContext, document: object, prepared: PreparedSave): InsertOperation {
  const { model, write } = context;
  const problems: ValidationProblem[] = [];
  const row = model.fields.map((field) => {
    const stored = prepared.stored.find((entry) => entry.field === field);
    return stored === undefined ? canonicalValue(document, field, problems) : stored.value;
  });
  throwProblems(model, problems);
  return insertRows(model, [row], 'replace', write, { assign: prepared.assignments });
}

/** Why the save did not find the row that it was meant for. */
export async function refusal(context: WriteContext, document: object, expected: unknown): Promise<Error> {
  const { model, runtime, call } = context;
  const values = keyOf(model, document);
  const where: Predicate = { kind: 'key', values };
  const key = keyForError(model, values);
  const facts = { model: model.name, key, engine: runtime.name, operation: 'save' };
  if (model.version === null || expected === null) {
    return new DocumentNotFoundError(`The row of this ${model.name} is gone.`, { ...facts, keys: [key] });
  }
  const found = await runtime.run(findRow(model, where, [model.version]), call);
  const actual = found.rows.length === 0 ? null : runtime.rows.value(found.rows[0], 0, pathOf(model.version));
  const what = actual === null ? 'the row is gone' : 'the row has been changed since';
  return new ConflictError(`This ${model.name} is stale: ${what}.`, {
    ...facts,
    expected,
    actual,
    hint: 'Reload it with refresh(), apply the change again and save.',
  });
}
