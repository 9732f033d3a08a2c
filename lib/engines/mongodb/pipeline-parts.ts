import type { ModelMetadata } from '../../metadata/model-metadata';
import type { Predicate } from '../../query/predicate';
import type { LogicalType } from '../../types/logical-type';

/** A value in a stage that becomes BSON when the pipeline is compiled: before, no client library is needed. */
export class PipelineValue {
  /**
   * @param value canonical where there is a type, else as the user wrote it
   * @param type what it is stored as; null for what fits the value itself
   */
  constructor(
    readonly value: unknown,
    readonly type: LogicalType | null,
  ) {
    Object.freeze(this);
  }
}

/** A filter of a model in a stage, as checked. */
export class PipelineFilter {
  constructor(
    readonly model: ModelMetadata,
    readonly predicate: Predicate,
  ) {
    Object.freeze(this);
  }
}

/** Stands for the filter of the rows of a model that are to be seen at all: not deleted, not expired, of its class. */
export class VisibleRows {
  /** @param and a filter that must hold as well, a query with parts of a pipeline in it; null for none */
  constructor(
    readonly model: ModelMetadata,
    readonly and: unknown = null,
  ) {
    Object.freeze(this);
  }
}

/** Stands for a query that must hold in all its parts. */
export class AllQueries {
  constructor(readonly queries: readonly unknown[]) {
    Object.freeze(this);
  }
}
