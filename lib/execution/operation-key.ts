import type { CompiledOperation } from './plan-operation';

/** Key that an operation is about, for errors: a value, a record by property, or undefined for many or none. */
export function operationKey(operation: CompiledOperation): unknown {
  const { fields } = operation.model.key;
  const values = keyValues(operation);
  if (values === null || fields.length === 0) return undefined;
  if (fields.length === 1) return values[0];
  return Object.fromEntries(fields.map((field, index) => [field.property, values[index]]));
}

function keyValues(operation: CompiledOperation): readonly unknown[] | null {
  if (operation.kind === 'increment') return operation.key;
  if (operation.kind !== 'insert') return operation.where.kind === 'key' ? operation.where.values : null;
  const [row, ...others] = operation.rows;
  if (row === undefined || others.length > 0) return null;
  return operation.model.key.fields.map((field) => row[operation.fields.indexOf(field)]);
}
