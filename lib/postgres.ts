export type { EngineEvent, EngineEventName } from './execution/engine-event';
export { type PgliteConnectOptions, PgliteEngine } from './facade/pglite-engine';
export { type PostgresConnectOptions, PostgresEngine } from './facade/postgres-engine';
export { NativeFilter, sql } from './query/native-filter';
