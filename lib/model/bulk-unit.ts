import type { WriteContext } from './write-context';

/** What to do where an item is refused: leave it at that, or write the others. */
export type OnRefusal = 'stop' | 'goOn';

/**
 * How rows with an existing key are dealt with: the `cheap` form takes expired rows for living ones, the `careful` one tells
 * them apart; `twice` is the careful form for what the cheap one kept out.
 */
export type Care = 'cheap' | 'careful' | 'twice';

/** What came of an attempt that tells what was refused. Items that are neither written nor refused were left out. */
export interface Attempt {
  /** What is written, to be settled. */
  readonly written: readonly BulkUnit[];
  readonly refused: readonly { readonly position: number; readonly error: Error }[];
}

/** Writes that stand or fall together in the store. Running is repeatable; settling is done once, at the end. */
export interface BulkUnit {
  readonly positions: readonly number[];
  /** @param careful tells expired rows from living ones; the other form is cheaper and fails for both. */
  run(careful: boolean): Promise<void>;
  /** Runs item by item as far as the caller can see: what is refused is told, not thrown. For stores without savepoints. */
  attempt(onRefusal: OnRefusal, care: Care): Promise<Attempt>;
  settle(): Promise<void>;
  /** Joins the batch at hand, which runs and settles it. */
  queue(): Promise<void>;
  /** The same work in two halves, to find out which item is at fault; null for a single item. */
  split(): readonly [BulkUnit, BulkUnit] | null;
  /** The same work but for the items at these positions; null where nothing is left. */
  without(positions: { has(position: number): boolean }): BulkUnit | null;
}

/** Units run inside a scope of their own, which is the ambient one there. */
export function inAmbient(context: WriteContext): WriteContext['call'] {
  const { session: _session, ...call } = context.call;
  return call;
}
