import { keepShape } from '../internal/keep-shape';
import type { Snapshot } from './snapshot';

/** Where a document stands: never stored (or deleted), or stored as `snapshot` says. */
export class DocumentState {
  /** Null for a document that is not stored. */
  snapshot: Snapshot | null;

  constructor(snapshot: Snapshot | null) {
    this.snapshot = snapshot;
  }

  get isNew(): boolean {
    return this.snapshot === null;
  }
}

keepShape(new DocumentState(null));

/** Returns the object it is given, so that a subclass can put a private name on it. */
class Returned {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is how a private name gets onto an object made elsewhere
    return object;
  }
}

/**
 * Puts the state under a private name: no key, no symbol, invisible to spread, inspection and equality, and cheaper by
 * far than a WeakMap.
 */
class Stamp extends Returned {
  #state: DocumentState;

  constructor(document: object, state: DocumentState) {
    super(document);
    this.#state = state;
  }

  static read(document: object): DocumentState | undefined {
    return #state in document ? document.#state : undefined;
  }
}

/** Gives a document its state; once in its life. */
export function attachState(document: object, snapshot: Snapshot | null): void {
  new Stamp(document, new DocumentState(snapshot));
}

/** State of a document. A plain object that was never made by a model has none: that is a programming error. */
export function stateOf(document: object): DocumentState {
  const state = Stamp.read(document);
  if (state === undefined) throw new TypeError('This object is not a document: it was not made by a model class.');
  return state;
}

/** True for what a model class made. */
export function isDocument(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Stamp.read(value) !== undefined;
}
