/** A store that only one spec file uses. */
export interface SpecStore {
  /** What `createEngine` takes. */
  readonly url: string;
  /** Removes the store with everything in it. */
  drop(): Promise<void>;
}
