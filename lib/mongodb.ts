export type { EngineEvent, EngineEventName } from './execution/engine-event';
export { type MongoConnectOptions, MongoEngine } from './facade/mongo-engine';
export { Pipeline } from './facade/mongodb/pipeline';
export type { PipelineRow } from './facade/mongodb/pipeline-row-types';
export type { PipelineOptions } from './facade/mongodb/pipeline-start';
export { NativeFilter, native } from './query/native-filter';
