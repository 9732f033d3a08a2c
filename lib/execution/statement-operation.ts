import type { ModelMetadata } from '../metadata/model-metadata';
import type { Access } from './session-scope';

/**
 * A statement that is compiled already, since only its engine knows such statements (a pipeline of MongoDB). It runs as
 * operations do: in its scope, with its limits, seen by observers, its errors translated.
 */
export interface StatementOperation {
  readonly kind: 'statement';
  readonly model: ModelMetadata;
  /** How it is called in errors and events. */
  readonly name: string;
  readonly access: Exclude<Access, 'raw'>;
  /** In the form of the engine that runs it. */
  readonly compiled: unknown;
}
