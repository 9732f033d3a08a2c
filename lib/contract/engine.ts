import type { CapabilityTable } from '../capability/support';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { BatchControl } from './batch-control';
import type { ChangeFeed } from './change-feed';
import type { Compiler } from './compiler';
import type { Driver } from './driver';
import type { ErrorTranslator } from './error-translator';
import type { RowReaders } from './row-reader';
import type { SchemaSync } from './schema-sync';
import type { StoreEndpoint } from './store-endpoint';
import type { Streaming } from './streaming';
import type { TransactionControl } from './transaction-control';

/** Names of the engines. */
export type EngineName = 'mongodb' | 'cassandra' | 'postgres' | 'pglite';

/** Everything that makes a store usable; `C` is its compiled statement. Null parts agree with the capability table. */
export interface Engine<C> {
  readonly name: EngineName;
  /** Where the store is, for observers; left out where it is in process. */
  readonly endpoint?: StoreEndpoint | null;
  /** What the engine can do at best; `driver.open` says what this server can. */
  readonly capabilities: CapabilityTable;
  readonly compiler: Compiler<C>;
  readonly driver: Driver<C>;
  readonly rows: RowReaders;
  readonly schema: SchemaSync<C>;
  readonly errors: ErrorTranslator;
  readonly transactions: TransactionControl<C> | null;
  readonly batches: BatchControl<C> | null;
  readonly streaming: Streaming<C> | null;
  /** Left out or null where `watch` is none. */
  readonly changes?: ChangeFeed | null;
  /** Most rows of `fieldCount` fields that one insert may carry. */
  maxRowsPerInsert(fieldCount: number): number;
  /** Everything about the model that this store cannot take, as sentences; empty when it fits. */
  checkModel(model: ModelMetadata): readonly string[];
}
