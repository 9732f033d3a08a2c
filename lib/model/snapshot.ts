import type { RowReader } from '../contract/row-reader';
import { keepShape } from '../internal/keep-shape';
import type { FieldMetadata } from '../metadata/field-metadata';
import type { ModelMetadata } from '../metadata/model-metadata';
import { cloneValue } from '../types/clone-value';

/** What a document's fields were when it was last read or written. Immutable. */
export interface Snapshot {
  /** Value of the field at that time; null where there was none; a fresh copy if it is mutable. */
  original(field: FieldMetadata): unknown;
  /** The same with some fields replaced. The values are the snapshot's own from then on. */
  with(fields: readonly FieldMetadata[], values: readonly unknown[]): Snapshot;
}

/** Values taken over by a write: one slot per field of the model, shared with nobody who might change them. */
export class ValueSnapshot implements Snapshot {
  readonly #values: readonly unknown[];

  /** @param values canonical, one per field of the model in order; the snapshot's own from now on. */
  constructor(values: readonly unknown[]) {
    this.#values = values;
  }

  /** The same for values that others hold too: the snapshot takes copies. */
  static copyOf(model: ModelMetadata, values: readonly unknown[]): ValueSnapshot {
    return new ValueSnapshot(model.fields.map((field, index) => cloneValue(field.type, values[index])));
  }

  original(field: FieldMetadata): unknown {
    return cloneValue(field.type, this.#values[field.index] ?? null);
  }

  with(fields: readonly FieldMetadata[], values: readonly unknown[]): Snapshot {
    const copy = [...this.#values];
    fields.forEach((field, index) => {
      copy[field.index] = values[index];
    });
    return new ValueSnapshot(copy);
  }
}

keepShape(new ValueSnapshot([]));

const NO_PATCHES: ReadonlyMap<number, unknown> = new Map();

/** The row as it was read, plus what writes have replaced since. Costs nothing at load: it keeps the wire row. */
export class RowSnapshot implements Snapshot {
  readonly #reader: RowReader;
  readonly #kept: unknown;
  readonly #patches: ReadonlyMap<number, unknown>;

  constructor(reader: RowReader, kept: unknown, patches: ReadonlyMap<number, unknown> = NO_PATCHES) {
    this.#reader = reader;
    this.#kept = kept;
    this.#patches = patches;
  }

  original(field: FieldMetadata): unknown {
    if (this.#patches.has(field.index)) return cloneValue(field.type, this.#patches.get(field.index) ?? null);
    return this.#reader.original(this.#kept, field.index) ?? null;
  }

  with(fields: readonly FieldMetadata[], values: readonly unknown[]): Snapshot {
    const patches = new Map(this.#patches);
    fields.forEach((field, index) => {
      patches.set(field.index, values[index]);
    });
    return new RowSnapshot(this.#reader, this.#kept, patches);
  }
}
