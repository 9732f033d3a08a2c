import { UnprocessableError } from '../errors/value-errors';
import { pathOf } from '../query/field-path';
import type { Predicate } from '../query/predicate';
import { conditionPredicate } from './condition';
import { ConditionalResult } from './conditional-result';
import { keyOf } from './document-key';
import { stateOf } from './document-state';
import { readExistingRow } from './existing-row';
import { hasHooks, runHooks } from './hooks';
import { afterWrite } from './insert-document';
import type { DeleteOptions, WriteCallOptions } from './options';
import { findVisibleRow } from './rewrite-query';
import { deleteRows } from './row-operations';
import { systemAssignments } from './system-values';
import { rowGone, writeAssignments } from './update-document';
import { dispatch, documentContext, enlistDocument, type WriteContext } from './write-context';

/**
 * Removes the document's row, or marks it as deleted where the model has `@DeletedAt`.
 * Resolves to the outcome of a conditional delete, else to null.
 * @throws DocumentNotFoundError (POLYDOC_DOCUMENT_NOT_FOUND) when the row is gone already and no condition was given.
 */
export async function deleteDocument(
  document: object,
  options: DeleteOptions | undefined,
): Promise<ConditionalResult | null> {
  const context = documentContext(document, options, 'delete');
  const { model } = context;
  enlistDocument(context, document);
  if (hasHooks(context, 'beforeDelete')) await runHooks(context, document, 'beforeDelete');
  const condition = conditionPredicate(model, options?.ifConditions);
  const ifExists = options?.ifExists === true;
  const soft = model.deletedAt !== null && options?.hard !== true;
  const outcome = soft
    ? await markDeleted(document, context, condition, ifExists)
    : await removeRow(document, context, condition, ifExists);
  return condition !== null || ifExists ? outcome : null;
}

async function removeRow(
  document: object,
  context: WriteContext,
  condition: Predicate | null,
  ifExists: boolean,
): Promise<ConditionalResult | null> {
  const { model, write } = context;
  const key = keyOf(model, document);
  const where: Predicate = { kind: 'key', values: key };
  const conditional = condition !== null || ifExists;
  return dispatch<ConditionalResult>(context, {
    operation: deleteRows(model, where, write, { condition, ifExists }),
    conditional,
    refuse: () => rowGone(context, key, 'delete'),
    readExisting: conditional ? findVisibleRow(context, where) : null,
    settle: async (result) => {
      if (result.affected === 0) return new ConditionalResult(false, await readExistingRow(context, result, where));
      stateOf(document).snapshot = null;
      await afterWrite(context, document, 'afterDelete');
      return new ConditionalResult(true, null);
    },
  });
}

/** A row that is marked already counts as gone. */
async function markDeleted(
  document: object,
  context: WriteContext,
  condition: Predicate | null,
  ifExists: boolean,
): Promise<ConditionalResult | null> {
  const { model } = context;
  const { deletedAt } = model;
  if (deletedAt === null) throw new UnprocessableError(`${model.name} has no @DeletedAt field.`, { model: model.name });
  const now = new Date();
  const alive: Predicate = { kind: 'null', path: pathOf(deletedAt), negated: false };
  return writeAssignments(
    document,
    context,
    [{ kind: 'set', path: pathOf(deletedAt), value: now }, ...systemAssignments(model, now)],
    { operation: 'delete', condition, ifExists, event: 'afterDelete', also: alive },
  );
}

/**
 * Takes a soft delete back.
 * @throws UnprocessableError (POLYDOC_UNPROCESSABLE) for a model without `@DeletedAt`.
 */
export async function restoreDocument(document: object, options: WriteCallOptions | undefined): Promise<void> {
  const context = documentContext(document, options, 'restore');
  const { model } = context;
  if (model.deletedAt === null) {
    throw new UnprocessableError(`${model.name} has no @DeletedAt field, so nothing can be restored.`, {
      model: model.name,
    });
  }
  enlistDocument(context, document);
  await writeAssignments(
    document,
    context,
    [{ kind: 'set', path: pathOf(model.deletedAt), value: null }, ...systemAssignments(model, new Date())],
    { operation: 'restore', condition: null, ifExists: false, event: 'afterUpdate', also: null },
  );
}
