import type { Filter } from '../../query/filter';
import type { PipelineOperand } from './pipeline-expression-types';
import type { RowPath } from './pipeline-row-types';
import type { JoinedModel, JoinedRow, JoinSource, RowQuery } from './pipeline-stage-types';

/** Options of `lookup`; `B` makes the pipeline that the joined rows go through. */
export interface LookupOptions<R, J extends JoinSource, A extends string, B> {
  readonly from: J;
  readonly localField?: RowPath<R>;
  readonly foreignField?: RowPath<JoinedRow<J>>;
  /** Name of the list. */
  readonly as: A;
  /** Values of this row for the pipeline, as `$$name` there. */
  readonly let?: Readonly<Record<string, PipelineOperand<R>>>;
  readonly pipeline?: B;
}

/** Options of `graphLookup`. */
export interface GraphLookupOptions<R, J extends JoinSource, A extends string, D extends string> {
  readonly from: J;
  readonly startWith: PipelineOperand<R>;
  readonly connectFromField: RowPath<JoinedRow<J>>;
  readonly connectToField: RowPath<JoinedRow<J>>;
  /** Name of the list. */
  readonly as: A;
  readonly maxDepth?: number;
  /** Name of the number of steps, in the rows of the list. */
  readonly depthField?: D;
  readonly restrictSearchWithMatch?: [JoinedModel<J>] extends [never] ? RowQuery<JoinedRow<J>> : Filter<JoinedModel<J>>;
}
