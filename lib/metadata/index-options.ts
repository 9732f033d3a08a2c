/** Options of `@Index` on a class. */
export interface ClassIndexOptions {
  /** Stored name; derived from table and fields unless stated. */
  readonly name?: string | undefined;
  readonly unique?: boolean | undefined;
  /** Leaves out rows in which the indexed field is null or missing. */
  readonly sparse?: boolean | undefined;
  /** Filter of a partial index: only rows that match are indexed. */
  readonly where?: object | undefined;
  /** Access method of the store (`btree`, `gin`, `hnsw`, `sai`, `text`, `2dsphere`). */
  readonly using?: string | undefined;
  /** Further options, handed to the store. */
  readonly options?: Readonly<Record<string, unknown>> | undefined;
}

/** Options of `@Index` on a field. */
export interface IndexOptions extends ClassIndexOptions {
  /** Order of the indexed field; ascending unless stated. */
  readonly order?: 'asc' | 'desc' | undefined;
}

/** An index in `@Entity({ indexes })`: fields (`'-b'` is descending), alone or with options. */
export type EntityIndex = readonly string[] | (ClassIndexOptions & { readonly fields: readonly string[] });
