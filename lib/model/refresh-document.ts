import { DocumentNotFoundError } from '../errors/outcome-errors';
import { asRecord } from '../internal/as-record';
import type { FieldMetadata } from '../metadata/field-metadata';
import { pathOf } from '../query/field-path';
import { classOf } from './construct';
import { keyForError, keyOf } from './document-key';
import { stateOf } from './document-state';
import { runHooks } from './hooks';
import type { WriteCallOptions } from './options';
import { findVisibleRow } from './rewrite-query';
import { findRow } from './row-operations';
import { ValueSnapshot } from './snapshot';
import { enlistDocument, modelContext } from './write-context';

/**
 * Takes the stored values over into the document; a soft-deleted row is read too.
 * @throws DocumentNotFoundError (POLYDOC_DOCUMENT_NOT_FOUND) when the row is gone.
 */
export async function refreshDocument(document: object, options: WriteCallOptions | undefined): Promise<void> {
  const context = modelContext(classOf(document), options);
  const { model, runtime, call } = context;
  const key = keyOf(model, document);
  const where = { kind: 'key', values: key } as const;
  // A document that was read or written is known to be the caller's to see; a built one may hold any key.
  const isKnown = stateOf(document).snapshot !== null;
  const operation = isKnown ? findRow(model, where, model.fields) : findVisibleRow(context, where);
  const result = await runtime.run(operation, call);
  const row = result.rows[0];
  if (result.rows.length === 0) {
    const shown = keyForError(model, key);
    throw new DocumentNotFoundError(`The row of this ${model.name} is gone.`, {
      model: model.name,
      key: shown,
      keys: [shown],
      engine: runtime.name,
      operation: 'refresh',
    });
  }
  enlistDocument(context, document);
  const record = asRecord(document);
  const values = model.fields.map((field, position) => runtime.rows.value(row, position, pathOf(field)) ?? null);
  model.fields.forEach((field, position) => {
    record[field.property] = values[position] ?? defaultOf(field);
  });
  stateOf(document).snapshot = ValueSnapshot.copyOf(model, values);
  await runHooks(context, document, 'afterLoad');
}

/** What a missing value is read as, here as in a query. */
function defaultOf(field: FieldMetadata): unknown {
  return field.defaultOnLoad && !field.nullable ? (field.makeDefault?.() ?? null) : null;
}
