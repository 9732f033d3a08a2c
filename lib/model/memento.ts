import { asRecord } from '../internal/as-record';
import type { FieldMetadata } from '../metadata/field-metadata';
import type { ModelMetadata } from '../metadata/model-metadata';
import { cloneValue, isImmutable } from '../types/clone-value';
import { tryCanonical } from './canonical-values';
import { stateOf } from './document-state';

/**
 * Remembers a document as it is now and returns what brings it back: fields and state. Taken before the first write in
 * a transaction or a batch, run when that does not come to pass.
 */
export function rememberDocument(model: ModelMetadata, document: object): () => void {
  const state = stateOf(document);
  const snapshot = state.snapshot;
  const record = asRecord(document);
  const saved = model.fields.map((field) => {
    const { property } = field;
    return { property, had: Object.hasOwn(record, property), value: copyOf(field, record[property]) };
  });
  return () => {
    state.snapshot = snapshot;
    for (const { property, had, value } of saved) {
      if (had) record[property] = value;
      else delete record[property];
    }
  };
}

/** A value that does not fit its field cannot be copied by type: it is remembered as it is. */
function copyOf(field: FieldMetadata, value: unknown): unknown {
  if (value === undefined || value === null || isImmutable(field.type)) return value;
  const attempt = tryCanonical(field, value);
  return attempt.fits ? cloneValue(field.type, attempt.value) : value;
}
