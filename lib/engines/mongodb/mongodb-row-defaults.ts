import type { RowShape } from '../../contract/row-reader';
import { cloneValue } from '../../types/clone-value';

/** Values by the index of their property. */
type Defaults = Map<number, unknown>;

/** Remembers, from the making of an object to the keeping of its row, which defaults stood in for missing values. */
export class RowDefaults {
  readonly #shape: RowShape;
  /** By buffer and offset, since the same bytes may come as another view. */
  readonly #made = new WeakMap<object, Map<number, Defaults>>();

  constructor(shape: RowShape) {
    this.#shape = shape;
  }

  /** Makes the default of a property; null where there is none. */
  make(row: Uint8Array, index: number): unknown {
    const value = this.#shape.properties[index]?.onNull?.() ?? null;
    if (value !== null) this.#defaultsOf(row).set(index, this.copy(index, value));
    return value;
  }

  /** What was made for a row since it was last asked, or null. */
  take(row: Uint8Array): ReadonlyMap<number, unknown> | null {
    const made = this.#made.get(row.buffer);
    const defaults = made?.get(row.byteOffset) ?? null;
    if (defaults !== null) made?.delete(row.byteOffset);
    return defaults;
  }

  /** A copy of a property's value that shares nothing changeable with it. */
  copy(index: number, value: unknown): unknown {
    const path = this.#shape.selection[this.#shape.properties[index]?.position ?? -1];
    return path === undefined ? value : cloneValue(path.type, value);
  }

  #defaultsOf(row: Uint8Array): Defaults {
    const made = this.#made.get(row.buffer) ?? new Map<number, Defaults>();
    this.#made.set(row.buffer, made);
    const defaults = made.get(row.byteOffset) ?? new Map<number, unknown>();
    made.set(row.byteOffset, defaults);
    return defaults;
  }
}
