/**
 * A `MongoClient` of the `mongodb` package as callers hand it over. Structural, so that the types of the package are no
 * part of polydoc's own.
 */
export interface MongoClientLike {
  connect(): Promise<unknown>;
  close(): Promise<unknown>;
  db(name?: string): object;
  startSession(): object;
}
