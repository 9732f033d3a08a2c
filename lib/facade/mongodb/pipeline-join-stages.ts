import { AllQueries } from '../../engines/mongodb/pipeline-parts';
import { UNKNOWN, type ValueShape } from '../../engines/mongodb/pipeline-shape';
import { wholeNumber } from '../../query/query-arguments';
import { isPlainObject } from '../../types/is-plain-object';
import { readOperandPath } from './pipeline-accumulator';
import { movingStages, placesBeside, unitedRow } from './pipeline-align';
import type { PipelineExpression } from './pipeline-expression';
import { stageOptions } from './pipeline-options';
import { plainName, readPipelinePath } from './pipeline-path';
import { readModelFilter, readRowQuery } from './pipeline-query';
import { listOfRows, rowOf, withValueAt } from './pipeline-row-shape';
import { type PipelineScope, refusedPart } from './pipeline-scope';
import { placeOfNew } from './pipeline-shape-stages';
import { type BranchBuilder, branchStart, type PipelineSource, sourceOf } from './pipeline-source';
import { openScope, type PipelineState, withReshape } from './pipeline-state';

/** `$lookup`: rows of another collection as a list. */
export function lookupStage(state: PipelineState, given: unknown, branch: BranchBuilder): PipelineState {
  const scope = openScope(state, 'lookup');
  const names = ['from', 'localField', 'foreignField', 'as', 'let', 'pipeline'] as const;
  const options = stageOptions(scope, given, names, ['from', 'as']);
  const source = sourceOf(scope, options.from);
  const foreign = { ...scope, row: source.row };
  const hasFields = options.localField !== undefined && options.foreignField !== undefined;
  if (!hasFields && (options.pipeline === undefined || options.localField !== options.foreignField)) {
    throw refusedPart(scope, null, 'needs `localField` and `foreignField`, or a `pipeline`');
  }
  const variables = readVariables(scope, options.let);
  const shapes = new Map([...state.variables, ...variables.map(([name, { value }]) => [name, value] as const)]);
  const joined = joinedRows(state, source, { build: options.pipeline, within: 'lookup', variables: shapes }, branch);
  const as = plainName(scope, options.as);
  const stage = {
    from: source.collection,
    ...(hasFields && {
      localField: readPipelinePath(scope, options.localField).stored,
      foreignField: readPipelinePath(foreign, options.foreignField).stored,
    }),
    ...(variables.length > 0 && { let: Object.fromEntries(variables.map(([name, { stored }]) => [name, stored])) }),
    ...(joined.stages.length > 0 && { pipeline: joined.stages }),
    as: placeOfNew(scope, state.row, as),
  };
  return withReshape(state, { $lookup: stage }, withValueAt(state.row, [as], listOfRows(joined.row)));
}

function readVariables(scope: PipelineScope, given: unknown): readonly (readonly [string, PipelineExpression])[] {
  if (given === undefined) return [];
  if (!isPlainObject(given)) throw refusedPart(scope, null, 'takes an object of names and expressions for `let`');
  return Object.entries(given).map(([name, value]) => [plainName(scope, name), readOperandPath(scope, value)] as const);
}

/** What the rows of a source go through before they are joined. */
interface Joining {
  readonly build: unknown;
  readonly within: string;
  readonly variables: ReadonlyMap<string, ValueShape>;
}

function joinedRows(
  state: PipelineState,
  source: PipelineSource,
  { build, within, variables }: Joining,
  branch: BranchBuilder,
): Pick<PipelineState, 'stages' | 'row'> {
  const start = branchStart(state, within, source, variables);
  const { stages, row } = build === undefined ? start : branch(start, build);
  return { stages: source.visible === null ? stages : [{ $match: source.visible }, ...stages], row };
}

/** `$graphLookup`: rows of another collection that are reached from this one step by step. */
export function graphLookupStage(state: PipelineState, given: unknown): PipelineState {
  const scope = openScope(state, 'graphLookup');
  const names = [
    ...(['from', 'startWith', 'connectFromField', 'connectToField', 'as'] as const),
    ...(['maxDepth', 'depthField', 'restrictSearchWithMatch'] as const),
  ];
  const options = stageOptions(scope, given, names, ['from', 'startWith', 'connectFromField', 'connectToField', 'as']);
  const source = sourceOf(scope, options.from);
  const foreign = { ...scope, row: source.row };
  const as = plainName(scope, options.as);
  const depth = options.depthField === undefined ? null : plainName(scope, options.depthField);
  const reached = depth === null ? source.row : withValueAt(source.row, [depth], UNKNOWN);
  const queries = graphQueries(state, foreign, source, options.restrictSearchWithMatch);
  const stage = {
    from: source.collection,
    startWith: readOperandPath(scope, options.startWith).stored,
    connectFromField: readPipelinePath(foreign, options.connectFromField).stored,
    connectToField: readPipelinePath(foreign, options.connectToField).stored,
    as: placeOfNew(scope, state.row, as),
    ...(options.maxDepth !== undefined && { maxDepth: depthOf(scope, options.maxDepth) }),
    ...(depth !== null && { depthField: placeOfNew(foreign, source.row, depth) }),
    ...(queries.length > 0 && { restrictSearchWithMatch: new AllQueries(queries) }),
  };
  return withReshape(state, { $graphLookup: stage }, withValueAt(state.row, [as], listOfRows(reached)));
}

function depthOf({ model, stage }: PipelineScope, depth: unknown): number {
  return wholeNumber(model, stage, depth, 0);
}

function graphQueries(
  { filterLimits }: PipelineState,
  foreign: PipelineScope,
  { model, visible }: PipelineSource,
  filter: unknown,
): readonly unknown[] {
  const queries: unknown[] = visible === null ? [] : [visible];
  if (filter === undefined) return queries;
  queries.push(model === null ? readRowQuery(foreign, filter) : readModelFilter(model, filter, filterLimits));
  return queries;
}

/** `$unionWith`: the rows of another collection behind these, stored as these are. */
export function unionStage(state: PipelineState, from: unknown, build: unknown, branch: BranchBuilder): PipelineState {
  const scope = openScope(state, 'unionWith');
  const source = sourceOf(scope, from);
  const joining = { build, within: 'unionWith', variables: state.variables };
  const { stages, row } = joinedRows(state, source, joining, branch);
  const places = placesBeside(state.row, row);
  const pipeline = [...stages, ...movingStages(row, places)];
  const stage = { $unionWith: { coll: source.collection, ...(pipeline.length > 0 && { pipeline }) } };
  return withReshape(state, stage, unitedRow(state.row, row, places));
}

/** `$facet`: several pipelines over the same rows; one row with a list for each. */
export function facetStage(state: PipelineState, given: unknown, branch: BranchBuilder): PipelineState {
  const scope = openScope(state, 'facet');
  if (state.within === 'facet') throw refusedPart(scope, null, 'cannot be inside another');
  if (!isPlainObject(given) || Object.keys(given).length === 0) {
    throw refusedPart(scope, null, 'takes an object of names and pipelines');
  }
  const start = Object.freeze({ ...state, stages: [], within: 'facet' });
  const facets = Object.entries(given).map(([name, build]) => [plainName(scope, name), branch(start, build)] as const);
  const stage = Object.fromEntries(facets.map(([name, { stages }]) => [name, stages]));
  const row = rowOf(facets.map(([name, facet]) => [name, listOfRows(facet.row)] as const));
  return withReshape(state, { $facet: stage }, row);
}
