import { PipelineFilter, VisibleRows } from '../../engines/mongodb/pipeline-parts';
import { UNKNOWN } from '../../engines/mongodb/pipeline-shape';
import { isPlainObject } from '../../types/is-plain-object';
import { stageOptions } from './pipeline-options';
import { plainName, readPipelinePath } from './pipeline-path';
import { readModelFilter } from './pipeline-query';
import { withValueAt } from './pipeline-row-shape';
import { refusedPart } from './pipeline-scope';
import { placeOfNew } from './pipeline-shape-stages';
import { openScope, type PipelineState, withReshape } from './pipeline-state';
import { plainValue } from './pipeline-value';

const OPTIONS = [
  ...(['near', 'distanceField', 'key', 'query', 'maxDistance', 'minDistance'] as const),
  ...(['distanceMultiplier', 'spherical', 'includeLocs'] as const),
];
const PLAIN_OPTIONS = ['maxDistance', 'minDistance', 'distanceMultiplier', 'spherical'] as const;

/** `$geoNear`: the rows nearest to a point first, with their distance. The first stage, since it asks an index. */
export function geoNearStage(state: PipelineState, given: unknown): PipelineState {
  const scope = openScope(state, 'geoNear');
  const { model } = state;
  if (state.stages.length > 0 || state.within !== null || state.shapeOf === null) {
    throw refusedPart(scope, null, 'can only be the first stage', 'Give the filter as its `query`.');
  }
  const options = stageOptions(scope, given, OPTIONS, ['near', 'distanceField']);
  const distance = plainName(scope, options.distanceField);
  let row = withValueAt(state.row, [distance], UNKNOWN);
  const stage: Record<string, unknown> = {
    near: nearOf(options.near) ? plainValue(scope, options.near) : refuse(scope),
    distanceField: placeOfNew(scope, state.row, distance),
    query: new VisibleRows(model, queryOf(state, options.query)),
  };
  for (const name of PLAIN_OPTIONS) if (options[name] !== undefined) stage[name] = plainValue(scope, options[name]);
  if (options.key !== undefined) stage.key = readPipelinePath(scope, options.key).stored;
  if (options.includeLocs !== undefined) {
    const name = plainName(scope, options.includeLocs);
    stage.includeLocs = placeOfNew(scope, row, name);
    row = withValueAt(row, [name], UNKNOWN);
  }
  return withReshape(state, { $geoNear: stage }, row);
}

function nearOf(near: unknown): boolean {
  return Array.isArray(near) || (isPlainObject(near) && near.type === 'Point' && Array.isArray(near.coordinates));
}

function refuse(scope: Parameters<typeof refusedPart>[0]): never {
  throw refusedPart(scope, null, "takes a point for `near`: { type: 'Point', coordinates: [longitude, latitude] }");
}

function queryOf({ model, filterLimits }: PipelineState, query: unknown): PipelineFilter | null {
  return query === undefined ? null : readModelFilter(model, query, filterLimits);
}
