import type { RawResult } from '../contract/result';
import { InvalidQueryError } from '../errors/usage-errors';
import type { AnyClass } from '../internal/any-class';
import { asRecord } from '../internal/as-record';
import type { FieldMetadata } from '../metadata/field-metadata';
import type { ModelMetadata } from '../metadata/model-metadata';
import { pathOf } from '../query/field-path';
import { parseKey } from '../query/key-predicate';
import type { IncrementOperation } from '../query/operation';
import { keyOf } from './document-key';
import { stateOf } from './document-state';
import type { WriteCallOptions } from './options';
import { pathsOf } from './row-operations';
import { ValueSnapshot } from './snapshot';
import { dispatch, documentContext, enlistDocument, type WriteContext, writeContext } from './write-context';

const MAX_COUNTER = 2n ** 63n - 1n;

/** Adds to the counters of a document's row and takes over what is stored. */
export async function incrementDocument(
  document: object,
  deltas: object,
  options: WriteCallOptions | undefined,
  sign = 1n,
): Promise<void> {
  const context = documentContext(document, options, 'increment');
  const { model } = context;
  const parsed = parseDeltas(model, deltas, sign);
  if (parsed.length === 0) return;
  const key = keyOf(model, document);
  enlistDocument(context, document);
  await dispatch(context, {
    ...unconditional,
    operation: incrementOperation(context, key, parsed),
    settle: (result) => takeOver(context, document, key, result),
  });
}

/** Adds to the counters of the row with a key. */
export async function incrementRow(
  modelClass: AnyClass,
  key: unknown,
  deltas: object,
  options: WriteCallOptions | undefined,
  sign = 1n,
): Promise<void> {
  const context = writeContext(modelClass, options, 'increment');
  const parsed = parseDeltas(context.model, deltas, sign);
  if (parsed.length === 0) return;
  const operation = incrementOperation(context, parseKey(context.model, key), parsed);
  await dispatch(context, { ...unconditional, operation, settle: () => undefined });
}

const unconditional = { conditional: false, refuse: null, readExisting: null } as const;

function incrementOperation(
  context: WriteContext,
  key: readonly unknown[],
  deltas: IncrementOperation['deltas'],
): IncrementOperation {
  const { model } = context;
  if (context.write.ttlSeconds !== null) {
    throw new InvalidQueryError(`Counters of ${model.name} have no time to live.`, { model: model.name, path: 'ttl' });
  }
  return { kind: 'increment', model, key, deltas, returning: pathsOf(counterFields(model)) };
}

function parseDeltas(model: ModelMetadata, deltas: object, sign: bigint): IncrementOperation['deltas'] {
  return Object.entries(deltas)
    .filter(([, by]) => by !== undefined)
    .map(([name, by]) => ({ field: counterField(model, name), by: sign * integerDelta(model, name, by) }))
    .filter((delta) => delta.by !== 0n);
}

function counterField(model: ModelMetadata, name: string): FieldMetadata {
  const field = model.fieldByProperty.get(name);
  if (field?.role === 'counter') return field;
  throw new InvalidQueryError(`${model.name} has no counter "${name}".`, {
    model: model.name,
    path: name,
    hint: `Its counters are ${counterFields(model)
      .map((counter) => counter.property)
      .join(', ')}.`,
  });
}

function integerDelta(model: ModelMetadata, name: string, by: unknown): bigint {
  const delta = typeof by === 'number' && Number.isSafeInteger(by) ? BigInt(by) : by;
  if (typeof delta === 'bigint' && delta <= MAX_COUNTER && delta >= -MAX_COUNTER) return delta;
  throw new InvalidQueryError(`${model.name}.${name} counts in 64-bit integers.`, { model: model.name, path: name });
}

function counterFields(model: ModelMetadata): FieldMetadata[] {
  return model.fields.filter((field) => field.role === 'counter');
}

function takeOver(context: WriteContext, document: object, key: readonly unknown[], result: RawResult): void {
  const { model, runtime } = context;
  const record = asRecord(document);
  const [row] = result.rows;
  if (row === undefined) return;
  counterFields(model).forEach((field, position) => {
    record[field.property] = runtime.rows.value(row, position, pathOf(field)) ?? 0n;
  });
  const values = model.fields.map((field) => {
    const position = model.key.fields.indexOf(field);
    return position >= 0 ? key[position] : record[field.property];
  });
  stateOf(document).snapshot = ValueSnapshot.copyOf(model, values);
}
