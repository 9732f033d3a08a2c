import type { Around } from './trace-message';

/** An observation that is begun in one place and ended in another. */
export interface Trace {
  /** What subscribers want around the work; undefined when they want nothing. */
  readonly around: Around | undefined;
  /** To be called once, with the rows so far and the error if there was one. */
  readonly end: (rows: number, error: unknown) => void;
}
