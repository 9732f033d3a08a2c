import type { RawResult } from '../contract/result';
import { ReadOnlyError } from '../errors/usage-errors';
import type { CallOptions } from '../execution/call-options';
import type { EngineRuntime } from '../execution/engine-runtime';
import type { AnyClass } from '../internal/any-class';
import type { ModelMetadata } from '../metadata/model-metadata';
import { modelMetadataOf } from '../metadata/model-metadata-of';
import type { FindOperation, InsertOperation, WriteOperation } from '../query/operation';
import { NO_WRITE_OPTIONS, type WriteOptions } from '../query/write-options';
import { bindingOf } from './binding';
import { callOptions } from './call-options';
import { classOf } from './construct';
import { rememberDocument } from './memento';
import type { WriteCallOptions } from './options';
import { pluginsOf } from './plugin-registry';
import type { PluginSet } from './plugin-set';
import { writeOptions } from './write-option-values';

/** What every call of a model needs: the class, its metadata and plugins, the engine and the caller's limits. */
export interface ModelContext {
  readonly class: AnyClass;
  readonly model: ModelMetadata;
  /** What plugins add to the model on this engine. */
  readonly plugins: PluginSet;
  readonly runtime: EngineRuntime;
  readonly call: CallOptions;
}

/** The same for a write. */
export interface WriteContext extends ModelContext {
  readonly write: WriteOptions;
}

/** @throws ModelNotBoundError (POLYDOC_MODEL_NOT_BOUND) when no engine has the class. */
export function modelContext(modelClass: AnyClass, options: WriteCallOptions | undefined): ModelContext {
  const model = modelMetadataOf(modelClass);
  const binding = bindingOf(modelClass);
  const { runtime } = binding;
  return { class: modelClass, model, plugins: pluginsOf(model, runtime), runtime, call: callOptions(binding, options) };
}

/** @throws ReadOnlyError (POLYDOC_READ_ONLY) for a class that is only read. */
export function writeContext(
  modelClass: AnyClass,
  options: WriteCallOptions | undefined,
  operation: string,
): WriteContext {
  const { model, plugins, runtime, call } = modelContext(modelClass, options);
  if (model.readOnly) {
    throw new ReadOnlyError(`${model.name} is read-only: ${operation} is not possible.`, {
      model: model.name,
      operation,
    });
  }
  const write = options === undefined ? NO_WRITE_OPTIONS : writeOptions(model, options);
  return { class: modelClass, model, plugins, runtime, call, write };
}

/** The same for a document. */
export function documentContext(
  document: object,
  options: WriteCallOptions | undefined,
  operation: string,
): WriteContext {
  return writeContext(classOf(document), options, operation);
}

/** Puts the document back to what it is now if the transaction or batch at hand does not come to pass. */
export function enlistDocument(context: ModelContext, document: object): void {
  if (!context.runtime.isEnlisting(context.call)) return;
  context.runtime.enlist(document, () => rememberDocument(context.model, document), context.call);
}

/** A write and what follows from its outcome. */
export interface WriteSteps<R> {
  readonly operation: WriteOperation;
  /** The caller asked for a condition: not being applied is an outcome, of the batch too. */
  readonly conditional: boolean;
  /** How the operation is sent outside of a batch, if not just so. */
  readonly run?: (context: WriteContext, operation: InsertOperation) => Promise<RawResult>;
  /** Takes the outcome over into memory; runs once the write is certain (in a batch: after the batch). */
  readonly settle: (result: RawResult) => R | Promise<R>;
  /** The error of a write that affected nothing although it had to; null when that is fine. */
  readonly refuse: ((result: RawResult) => Error | Promise<Error>) | null;
  /** Reads the row that stood in the way of a conditional write. */
  readonly readExisting: FindOperation | null;
  /** What the call resolves to when the write joined a batch; null when left out. */
  readonly queued?: R;
}

/** Runs a write now, or queues it into the batch at hand: then it resolves to null, or to `queued`. */
export function dispatch<R>(context: WriteContext, steps: WriteSteps<R> & { readonly queued: R }): Promise<R>;
export function dispatch<R>(context: WriteContext, steps: WriteSteps<R>): Promise<R | null>;
export function dispatch<R>(context: WriteContext, steps: WriteSteps<R>): Promise<R | null> {
  const { operation, conditional, settle, refuse, run } = steps;
  if (context.runtime.inBatch(context.call)) return queueWrite(context, steps);
  const sent =
    run !== undefined && operation.kind === 'insert'
      ? run(context, operation)
      : context.runtime.run(operation, context.call);
  return sent.then((result) => {
    if (result.affected === 0 && !conditional && refuse !== null) return rejectedBy(refuse, result);
    return settle(result);
  });
}

async function rejectedBy(refuse: (result: RawResult) => Error | Promise<Error>, result: RawResult): Promise<never> {
  throw await refuse(result);
}

async function queueWrite<R>(context: WriteContext, steps: WriteSteps<R>): Promise<R | null> {
  const { operation, conditional, settle, refuse, readExisting, queued } = steps;
  const settleLater = async (result: RawResult): Promise<void> => {
    await settle(result);
  };
  await context.runtime.write({ operation, conditional, readExisting, refuse, settle: settleLater }, context.call);
  return queued ?? null;
}
