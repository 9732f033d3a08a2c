/** A column as the server describes it; `type` as `format_type` writes it. */
export interface StoredColumn {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
  /** The server computes it (a generated column, or an identity that is always generated). */
  readonly generated: boolean;
  /** Collation name; null for types without. `default` is that of the database. */
  readonly collation: string | null;
}

/** One key part of an index; `column` is null for an expression. */
export interface StoredIndexPart {
  readonly column: string | null;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
  readonly operatorClass: string;
  /** The class is what the type has by default. */
  readonly isDefaultClass: boolean;
}

/** An index as the server describes it. */
export interface StoredIndex {
  readonly name: string;
  readonly primary: boolean;
  readonly unique: boolean;
  readonly valid: boolean;
  /** It belongs to a constraint, by which it must be dropped. */
  readonly constraint: boolean;
  readonly method: string;
  readonly nullsNotDistinct: boolean;
  readonly partial: boolean;
  readonly parts: readonly StoredIndexPart[];
  readonly include: readonly string[];
  /** Storage parameters, as `name=value`. */
  readonly options: readonly string[];
  readonly tablespace: string | null;
  readonly comment: string | null;
}

/** A table or a view as the server describes it. */
export interface StoredTable {
  /** Position in the list of wanted tables. */
  readonly position: number;
  /** `pg_class.relkind`: r table, p partitioned, v view, m materialized view, f foreign table. */
  readonly kind: string;
  readonly unlogged: boolean;
  readonly tablespace: string | null;
  readonly options: readonly string[];
  readonly comment: string | null;
  /** Remark on the function that notes changes for streams; null where there is no trigger of ours. */
  readonly watch: string | null;
  readonly columns: readonly StoredColumn[];
  readonly indexes: readonly StoredIndex[];
}

/** What the store has of what the models need. */
export interface Catalog {
  readonly schemas: readonly string[];
  readonly vector: { readonly installed: boolean; readonly available: boolean };
  readonly tables: readonly StoredTable[];
}
