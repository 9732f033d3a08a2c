import { AllQueries } from '../../engines/mongodb/pipeline-parts';
import { OPEN_ROW, UNKNOWN } from '../../engines/mongodb/pipeline-shape';
import { wholeNumber } from '../../query/query-arguments';
import { isPlainObject } from '../../types/is-plain-object';
import { plainName } from './pipeline-path';
import { readModelFilter, readRowQuery } from './pipeline-query';
import { rowOf } from './pipeline-row-shape';
import { refusedPart } from './pipeline-scope';
import { readSortBy } from './pipeline-sort';
import { openScope, type PipelineState, withReshape, withStage } from './pipeline-state';

/** Lets no row through, and asks the server for none. */
const NO_ROWS = Object.freeze({ $match: Object.freeze({ _id: Object.freeze({ $in: Object.freeze([]) }) }) });

type Optional = number | null | undefined;

/** `$match`: all filters must hold. */
export function matchStage(state: PipelineState, filters: readonly unknown[]): PipelineState {
  const scope = openScope(state, 'match');
  const { shapeOf, filterLimits } = state;
  if (filters.length === 0) throw refusedPart(scope, null, 'takes a filter');
  const queries = filters.map((filter) =>
    shapeOf === null ? readRowQuery(scope, filter) : readModelFilter(shapeOf, filter, filterLimits),
  );
  return withStage(state, { $match: new AllQueries(queries) });
}

/** `$sort`; nothing where the payloads say nothing. */
export function sortStage(state: PipelineState, payloads: readonly unknown[]): PipelineState {
  const sort = readSortBy(openScope(state, 'sort'), payloads);
  return sort.size === 0 ? state : withStage(state, { $sort: sort });
}

/** `$skip`. */
export function skipStage(state: PipelineState, count: Optional): PipelineState {
  const { model } = openScope(state, 'skip');
  if (count === null || count === undefined) return state;
  const skipped = wholeNumber(model, 'skip', count, 0);
  return skipped === 0 ? state : withStage(state, { $skip: skipped });
}

/** `$limit`, `$sample`: at most so many rows; none for 0, which the server would refuse. */
export function limitStage(state: PipelineState, stage: 'limit' | 'sample', count: Optional): PipelineState {
  const { model } = openScope(state, stage);
  if (count === null || count === undefined) return state;
  const most = wholeNumber(model, stage, count, 0);
  if (most === 0) return withStage(state, NO_ROWS);
  return withStage(state, stage === 'limit' ? { $limit: most } : { $sample: { size: most } });
}

/** `$count`. */
export function countStage(state: PipelineState, name: unknown): PipelineState {
  const scope = openScope(state, 'count');
  const stored = plainName(scope, name);
  return withReshape(state, { $count: stored }, rowOf([[stored, UNKNOWN]]));
}

/** Stages in MongoDB's words, stored names and all. */
export function rawStages(state: PipelineState, stages: readonly unknown[]): PipelineState {
  const scope = openScope(state, 'raw');
  const writes = stages.map((stage, index) => {
    const [name, ...others] = isPlainObject(stage) ? Object.keys(stage) : [];
    if (name === undefined || others.length > 0 || !name.startsWith('$')) {
      throw refusedPart(scope, null, 'takes stages of MongoDB: { $match: {...} }');
    }
    const isWrite = name === '$merge' || name === '$out';
    if (isWrite && index < stages.length - 1)
      throw refusedPart(scope, null, `takes \`${name}\` as the last stage only`);
    return isWrite;
  });
  if (stages.length === 0) return withStage(state, [], { shapeOf: null });
  return withStage(state, stages, { row: OPEN_ROW, shapeOf: null, writes: writes.includes(true) });
}
