import { ReadOnlyError } from '../errors/usage-errors';
import { UnprocessableError } from '../errors/value-errors';
import type { AnyClass } from '../internal/any-class';
import type { ModelMetadata } from '../metadata/model-metadata';
import { modelContext } from './write-context';

/** Options of `syncTable`. */
export interface SyncTableOptions {
  /** Only says what would be run. */
  readonly dryRun?: boolean;
  /** Removes indexes that the model no longer declares. */
  readonly dropRemovedIndexes?: boolean;
}

/** What cannot lose anything, but may rewrite the table. */
const TABLE_RISKS = ['rewrite'] as const;

/** Brings the table in line with the model; resolves to the statements. */
export async function syncTable(modelClass: AnyClass, options: SyncTableOptions): Promise<string[]> {
  const context = modelContext(modelClass, undefined);
  const { model } = context;
  if (model.kind === 'view') {
    throw new ReadOnlyError(`${model.name} is a view.`, {
      model: model.name,
      operation: 'syncTable',
      hint: 'Use syncView().',
    });
  }
  if (model.readOnly)
    throw new ReadOnlyError(`${model.name} is read-only.`, { model: model.name, operation: 'syncTable' });
  return context.runtime.syncModels([context.model], { ...options, allow: TABLE_RISKS }, context.call);
}

/** The same for a view. */
export async function syncView(modelClass: AnyClass, options: { readonly dryRun?: boolean }): Promise<string[]> {
  const context = modelContext(modelClass, undefined);
  assertView(context.model, 'syncView');
  return context.runtime.syncModels([context.model], { ...options, allow: TABLE_RISKS }, context.call);
}

/** Computes a view anew. */
export async function refreshView(modelClass: AnyClass, options: { readonly concurrently?: boolean }): Promise<void> {
  const context = modelContext(modelClass, undefined);
  const { model, runtime, call } = context;
  assertView(model, 'refreshView');
  const concurrently = options.concurrently === true;
  await runtime.schema(
    (schema, connection) => schema.refreshView(connection, model, { concurrently }),
    { operation: 'refreshView', model },
    call,
  );
}

/** Removes the table or the view, if it is there. */
export async function dropTable(modelClass: AnyClass): Promise<void> {
  const context = modelContext(modelClass, undefined);
  const { model, runtime } = context;
  if (model.readOnly && model.kind !== 'view')
    throw new ReadOnlyError(`${model.name} is read-only.`, { model: model.name });
  await runtime.schema(
    (schema, connection) => schema.drop(connection, model),
    { operation: 'drop', model },
    context.call,
  );
}

/** Removes all rows. */
export async function truncateTable(modelClass: AnyClass): Promise<void> {
  const context = modelContext(modelClass, undefined);
  const { model, runtime } = context;
  if (model.readOnly)
    throw new ReadOnlyError(`${model.name} is read-only.`, { model: model.name, operation: 'truncate' });
  await runtime.schema(
    (schema, connection) => schema.truncate(connection, model),
    { operation: 'truncate', model },
    context.call,
  );
}

function assertView(model: ModelMetadata, operation: string): void {
  if (model.kind === 'view') return;
  throw new UnprocessableError(`${model.name} is no view: ${operation}() needs one.`, { model: model.name, operation });
}
