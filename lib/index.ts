export { CAPABILITIES, type Capability } from './capability/capability';
export type { CapabilityTable, Support } from './capability/support';
export type { EngineName } from './contract/engine';
export type { SchemaChange, SchemaPlan } from './contract/schema-sync';
export {
  AfterCommit,
  AfterDelete,
  AfterInsert,
  AfterLoad,
  AfterSave,
  AfterUpdate,
  BeforeDelete,
  BeforeInsert,
  BeforeQuery,
  BeforeSave,
  BeforeUpdate,
  BeforeValidate,
  ClusteringKey,
  Counter,
  CreatedAt,
  DeletedAt,
  Discriminator,
  Embeddable,
  Embedded,
  Entity,
  Field,
  Index,
  PrimaryKey,
  UpdatedAt,
  Vector,
  Version,
  View,
} from './decorators';
export {
  AfterCommitError,
  BulkWriteError,
  CommitAmbiguousError,
  ConcurrencyError,
  ConditionFailedError,
  ConfigurationError,
  ConflictError,
  ConnectionError,
  DatabaseError,
  DocumentNotFoundError,
  DocumentParsingError,
  DuplicateKeyError,
  EngineClosedError,
  InvalidQueryError,
  MigrationError,
  ModelDefinitionError,
  ModelNotBoundError,
  MultipleDocumentsFoundError,
  PolydocError,
  ReadOnlyError,
  ReferencedError,
  SchemaError,
  SessionStateError,
  TimeoutError,
  UnprocessableError,
  UnsupportedCapabilityError,
  ValidationError,
  type ValidationProblem,
} from './errors';
export type { BatchOptions, BatchResult, BatchScope } from './execution/batch-scope';
export type { EngineEvent, EngineEventName } from './execution/engine-event';
export type { TraceMessage } from './execution/trace-message';
export type { Propagation, TransactionOptions } from './execution/transaction-options';
export {
  type CreateEngineOptions,
  type CreateEngineOptions as EngineOptions,
  createEngine,
} from './facade/create-engine';
export { type MongoConnectOptions, MongoEngine } from './facade/mongo-engine';
export { type OpenTelemetryOptions, traceWithOpenTelemetry } from './facade/open-telemetry';
export { type PgliteConnectOptions, PgliteEngine } from './facade/pglite-engine';
export { type PostgresConnectOptions, PostgresEngine } from './facade/postgres-engine';
export { type BulkItem, BulkResult } from './model/bulk-result';
export type { ChangeStream } from './model/change-stream';
export { ConditionalResult } from './model/conditional-result';
export { ConnectedEngine, type RegisterOptions } from './model/connected-engine';
export { CounterDocument } from './model/counter-document';
export { Document } from './model/document';
export { MaterializedView } from './model/materialized-view';
export type {
  BulkOptions,
  DeleteOptions,
  InsertOptions,
  ReadOptions,
  SaveOptions,
  UpdateOptions,
} from './model/options';
export type { Plugin, PluginHooks, PluginScopes, QueryPurpose, RewriteContext } from './model/plugin';
export type { SyncTableOptions } from './model/schema-actions';
export { Session, type SessionOptions } from './model/session';
export { Transaction } from './model/transaction';
export type { WatchOptions } from './model/watched-changes';
export type { Attributes } from './query/attributes';
export type { Change, ChangedKey, DeleteChange, InsertChange, UpdateChange } from './query/change';
export type { Changes } from './query/changes';
export type { Filter } from './query/filter';
export { cql, NativeFilter, native, sql } from './query/native-filter';
export { Page } from './query/page';
export type { Query } from './query/query';
export { Decimal } from './types/decimal';
export { Duration } from './types/duration';
