/**
 * How values of one logical type travel as PostgreSQL text. `decode` reads what the server writes and, alike, what
 * `encode` makes.
 */
export interface Codec {
  /** SQL type of a column or a parameter. */
  readonly sqlType: string;
  /** True when the decoded value can be changed in place, so that it must not be shared. */
  readonly isMutable: boolean;
  /** True when the text needs quotes as an element of an array literal. */
  readonly isQuoted: boolean;
  /** A canonical value, never null, as text. Throws `ValueProblem` for what PostgreSQL cannot hold exactly. */
  readonly encode: (value: unknown) => string;
  readonly decode: (text: string) => unknown;
}

/** How values of one logical type are kept inside `jsonb`. */
export interface JsonCodec {
  /** A canonical value, never null, as JSON text. Throws `ValueProblem` like {@link Codec.encode}. */
  readonly encode: (value: unknown) => string;
  /** A parsed JSON value, never null, as the typed value. */
  readonly decode: (json: unknown) => unknown;
}
