import type { ReadHints } from '../../query/operation';

/** A document in the making: stored names, values that the client serialises (`Long`, `Decimal128`, `ClockTime`, ...). */
export type BsonDocument = Readonly<Record<string, unknown>>;

/** Where a statement goes. */
export interface MongoTarget {
  /** Null for the database of the connection. */
  readonly database: string | null;
  readonly collection: string;
}

interface Statement<K extends string> {
  readonly kind: K;
  readonly target: MongoTarget;
}

/** Terms of an order. Pairs, since an object would put names that look like numbers first. */
export type SortTerms = readonly (readonly [string, 1 | -1])[];

/** `find`. Rows are the bytes of the documents. */
export interface FindStatement extends Statement<'find'> {
  readonly filter: BsonDocument;
  /** Null for whole documents. */
  readonly projection: BsonDocument | null;
  readonly sort: SortTerms | null;
  readonly limit: number | null;
  readonly skip: number;
  readonly hints: ReadHints;
  /**
   * The filter does not ask for the end of documents: who receives them leaves out those that have ended. Only for reads
   * by key, where no limit and no skip counts them, and of whole documents.
   */
  readonly dropsExpired: boolean;
}

/** `aggregate`. Rows are the bytes of the result's documents. */
export interface AggregateStatement extends Statement<'aggregate'> {
  readonly pipeline: readonly BsonDocument[];
  readonly hints: ReadHints;
}

/** Inserts; one document by `insertOne`, several by `insertMany`, which stops at the first failure. */
export interface InsertStatement extends Statement<'insert'> {
  readonly documents: readonly BsonDocument[];
  /** See `InsertOperation.onRefusal`. */
  readonly onRefusal?: 'stop' | 'goOn';
}

/** `updateOne` or `updateMany`. */
export interface UpdateStatement extends Statement<'update'> {
  readonly filter: BsonDocument;
  /** Operators, or a pipeline. */
  readonly update: BsonDocument | readonly BsonDocument[];
  readonly many: boolean;
  readonly upsert: boolean;
  /** What counts as affected: documents that match or came into being, or the latter alone (`$setOnInsert`). */
  readonly counts: 'matched' | 'upserted';
}

/** `replaceOne`. */
export interface ReplaceStatement extends Statement<'replace'> {
  readonly filter: BsonDocument;
  readonly replacement: BsonDocument;
  readonly upsert: boolean;
}

/** `findAndModify` of one document; its row is the document as it is afterwards. */
export interface FindAndModifyStatement extends Statement<'findAndModify'> {
  readonly filter: BsonDocument;
  readonly update: BsonDocument | readonly BsonDocument[];
  readonly upsert: boolean;
  /** Null for the whole document. */
  readonly projection: BsonDocument | null;
}

/** `deleteOne` or `deleteMany`. */
export interface DeleteStatement extends Statement<'delete'> {
  readonly filter: BsonDocument;
  readonly many: boolean;
}

/** Writes that can be part of a bulk write. */
export type SingleWrite = InsertStatement | UpdateStatement | ReplaceStatement | DeleteStatement;

/** Writes that are sent together and done in order, up to the first failure. */
export interface BulkWriteStatement {
  readonly kind: 'bulkWrite';
  readonly writes: readonly {
    readonly write: SingleWrite;
    /** What it did is part of the number of affected rows. False for the removal of what had expired. */
    readonly isCounted: boolean;
  }[];
  /** See `InsertOperation.onRefusal`; then the counted writes are the rows of the insert, in their order. */
  readonly onRefusal?: 'stop' | 'goOn';
}

/** One statement of MongoDB as data: stored names, serialisable values, no clock read, no session. */
export type MongoStatement =
  | FindStatement
  | AggregateStatement
  | InsertStatement
  | UpdateStatement
  | ReplaceStatement
  | FindAndModifyStatement
  | DeleteStatement
  | BulkWriteStatement;

/** The target of a statement; that of the first write of several. */
export function targetOfStatement(statement: MongoStatement): MongoTarget | null {
  return statement.kind === 'bulkWrite' ? (statement.writes[0]?.write.target ?? null) : statement.target;
}
