import type { ModelMetadata } from '../../metadata/model-metadata';
import { ownedIndexesOf } from '../../metadata/owned-indexes-of';
import type { NativeError } from './native-error';
import { indexName, primaryKeyName } from './postgres-names';

/** The property that a column belongs to; for a column of no field the column itself. */
export function propertyOfColumn(model: ModelMetadata, column: string): string {
  return model.fields.find((field) => field.column === column)?.property ?? column;
}

/**
 * Columns in an error's detail, `Key (a, "b c")=(...) ...`. The names are not translated, the words around them are.
 * Null for an expression index, whose keys are no names.
 */
function columnsInDetail(detail: string | null): readonly string[] | null {
  const list = /\(((?:"(?:[^"]|"")+"|[^()"])+)\)=\(/.exec(detail ?? '')?.[1];
  if (list === undefined) return null;
  return (list.match(/"(?:[^"]|"")+"|[^,\s]+/g) ?? []).map((name) =>
    name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name,
  );
}

/** The model's fields under the violated constraint or unique index; by name, else by the error's list of columns. */
export function constraintFields(model: ModelMetadata, error: NativeError): readonly string[] {
  if (error.constraint !== null) {
    if (error.constraint === primaryKeyName(model)) return model.key.fields.map((field) => field.property);
    const owned = ownedIndexesOf(model).find((each) => indexName(each.model, each.index) === error.constraint);
    if (owned !== undefined) return owned.index.parts.map((part) => part.path);
  }
  return (columnsInDetail(error.detail) ?? []).map((column) => propertyOfColumn(model, column));
}
