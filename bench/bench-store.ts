import type { ConnectedEngine } from '../lib';
import type { RawContestant } from './contestants/raw-contestant';

/** A store with both contestants at it, one connection each. */
export interface BenchStore {
  readonly raw: RawContestant;
  readonly engine: ConnectedEngine;
  /** Takes away the rows whose key is this one or a later one. */
  removeFrom(id: string): Promise<void>;
  /** Clears away what removed rows leave behind. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}
