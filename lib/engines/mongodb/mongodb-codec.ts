/** How values of one logical type are written as BSON. */
export interface MongoCodec {
  /**
   * A canonical value, never null, as what the client serialises. Throws `ValueProblem` for what MongoDB cannot hold
   * exactly, with the path from the value to the part in question.
   */
  readonly encode: (canonical: unknown) => unknown;
  /** True where `encode` gives back what it gets, so that the call can be left out. */
  readonly isSame: boolean;
}
