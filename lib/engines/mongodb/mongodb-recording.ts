import { BSON } from 'mongodb';
import type { FieldPath } from '../../query/field-path';
import type { AggregateOperation, FindOperation, UpdateOperation, WriteOperation } from '../../query/operation';
import { codecOf } from './mongodb-codecs';
import { computedName, ID, isKeyField } from './mongodb-names';
import type { BsonDocument, MongoStatement } from './mongodb-statement';

export { openMongodbEngine } from './mongodb-engine';

/** What a statement holds beside names: filters, changes, documents, stages; in the order in which they are sent. */
export function statementValues(statement: MongoStatement): readonly unknown[] {
  switch (statement.kind) {
    case 'find':
    case 'delete':
      return [statement.filter];
    case 'aggregate':
      return statement.pipeline;
    case 'insert':
      return statement.documents;
    case 'replace':
      return [statement.filter, statement.replacement];
    case 'update':
    case 'findAndModify':
      return [statement.filter, statement.update];
    case 'bulkWrite':
      return statement.writes.flatMap(({ write }) => statementValues(write));
  }
}

/** A row as it comes over the wire: the bytes of a document. Bytes are left as they are. */
export function wireRow(row: unknown): unknown {
  return typeof row === 'object' && row !== null && !ArrayBuffer.isView(row) ? BSON.serialize(row) : row;
}

/** Values that a write states itself come back; what the server would have computed is missing. */
export function returnedRows(operation: FindOperation | AggregateOperation | WriteOperation): readonly unknown[] {
  if (operation.kind === 'increment') {
    const sums = operation.returning.map((path): readonly [FieldPath, unknown] => [
      path,
      operation.deltas.find((delta) => delta.field === path.field)?.by ?? 0n,
    ]);
    return [rowOf(sums)];
  }
  if (operation.kind !== 'update' || operation.returning.length === 0) return [];
  return [rowOf(operation.returning.map((path) => [path, assignedValue(operation, path)]))];
}

function rowOf(values: readonly (readonly [FieldPath, unknown])[]): Uint8Array {
  const document: Record<string, unknown> = {};
  const id: Record<string, unknown> = {};
  values.forEach(([{ field, type }, value], position) => {
    if (value === null || value === undefined) return;
    const encoded = codecOf(type).encode(value);
    if (field === null) document[computedName(position)] = encoded;
    else if (isKeyField(field)) id[field.column] = encoded;
    else document[field.column] = encoded;
  });
  return BSON.serialize({ ...idIn(id), ...document });
}

/** Readers find parts of a key by their names, whether there are several or not. */
function idIn(id: BsonDocument): BsonDocument {
  return Object.keys(id).length === 0 ? {} : { [ID]: id };
}

function assignedValue({ assignments }: UpdateOperation, { field }: FieldPath): unknown {
  for (const assignment of assignments) {
    const isWhole = assignment.path.field === field && assignment.path.steps.length === 0;
    if (isWhole && assignment.kind === 'set') return assignment.value;
  }
  return null;
}
