/** One field of an index. `path` is a property path of the model (`address.city`). */
export interface IndexPart {
  readonly path: string;
  readonly direction: 'asc' | 'desc';
}

/** A secondary index, complete and frozen. */
export interface IndexMetadata {
  /** Given name, or null for one derived from table and fields. */
  readonly name: string | null;
  readonly parts: readonly IndexPart[];
  readonly unique: boolean;
  readonly sparse: boolean;
  /** Filter of a partial index as the user wrote it; parsed where it is used. */
  readonly where: unknown;
  /** Access method of the store (`btree`, `gin`, `hnsw`, `sai`, `text`, `2dsphere`), or null for its default. */
  readonly using: string | null;
  readonly options: Readonly<Record<string, unknown>>;
}
