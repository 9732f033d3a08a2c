import { UNKNOWN, type ValueShape } from '../../engines/mongodb/pipeline-shape';
import { isPlainObject } from '../../types/is-plain-object';
import { readAccumulator, readOperandPath } from './pipeline-accumulator';
import { readExpression } from './pipeline-expression';
import { namesOf, stageOptions } from './pipeline-options';
import { plainName, readPipelinePath } from './pipeline-path';
import { withValueAt } from './pipeline-row-shape';
import { type PipelineScope, refusedPart } from './pipeline-scope';
import { placeOfNew } from './pipeline-shape-stages';
import { readSortBy } from './pipeline-sort';
import { openScope, type PipelineState, withReshape } from './pipeline-state';
import { comparedValue, plainValue } from './pipeline-value';

/** `$setWindowFields`: members computed over neighbouring rows. */
export function windowStage(state: PipelineState, given: unknown): PipelineState {
  const scope = openScope(state, 'setWindowFields');
  const options = stageOptions(scope, given, ['partitionBy', 'sortBy', 'output'], ['output']);
  if (!isPlainObject(options.output)) throw refusedPart(scope, null, 'takes an object of names and accumulators');
  let { row } = state;
  const output: [string, unknown][] = [];
  for (const [name, accumulator] of Object.entries(options.output)) {
    const { stored, value } = readWindowAccumulator(scope, name, accumulator);
    output.push([placeOfNew(scope, row, name), stored]);
    row = withValueAt(row, name.split('.'), value);
  }
  const stage = {
    ...(options.partitionBy === undefined ? {} : { partitionBy: readOperandPath(scope, options.partitionBy).stored }),
    ...sortPart(scope, options.sortBy),
    output: Object.fromEntries(output),
  };
  return withReshape(state, { $setWindowFields: stage }, row);
}

function readWindowAccumulator(
  scope: PipelineScope,
  name: string,
  given: unknown,
): { readonly stored: unknown; readonly value: ValueShape } {
  if (!isPlainObject(given)) throw refusedPart(scope, name, 'needs an accumulator: { $sum: 1 }');
  const { window, ...accumulator } = given;
  const { stored, value } = readAccumulator(scope, name, accumulator, 'window');
  if (window === undefined || !isPlainObject(stored)) return { stored, value };
  const bounds = stageOptions(scope, window, ['documents', 'range', 'unit']);
  const plain = Object.entries(bounds).map(([bound, bounded]) => [bound, plainValue(scope, bounded)]);
  return { stored: { ...stored, window: Object.fromEntries(plain) }, value };
}

function sortPart(scope: PipelineScope, sortBy: unknown): { readonly sortBy?: unknown } {
  const sort = readSortBy(scope, [sortBy]);
  return sort.size === 0 ? {} : { sortBy: sort };
}

function storedNames(scope: PipelineScope, names: unknown): readonly string[] {
  return namesOf(scope, names).map((name) => readPipelinePath(scope, name).stored);
}

/** `$densify`: rows for the values of a field that are missing in between. */
export function densifyStage(state: PipelineState, given: unknown): PipelineState {
  const scope = openScope(state, 'densify');
  const options = stageOptions(scope, given, ['field', 'partitionByFields', 'range'], ['field', 'range']);
  const field = readPipelinePath(scope, options.field);
  const { step, unit, bounds } = stageOptions(scope, options.range, ['step', 'unit', 'bounds'], ['step', 'bounds']);
  const range = {
    step: plainValue(scope, step),
    ...(unit === undefined ? {} : { unit: plainValue(scope, unit) }),
    bounds: Array.isArray(bounds)
      ? bounds.map((bound: unknown) => comparedValue(scope, bound, field.value, 'bounds'))
      : plainValue(scope, bounds),
  };
  const partition = options.partitionByFields;
  const stage = {
    field: field.stored,
    ...(partition === undefined ? {} : { partitionByFields: storedNames(scope, partition) }),
    range,
  };
  return withReshape(state, { $densify: stage }, state.row);
}

/** `$fill`: values for null and missing ones. */
export function fillStage(state: PipelineState, given: unknown): PipelineState {
  const scope = openScope(state, 'fill');
  const options = stageOptions(scope, given, ['partitionBy', 'partitionByFields', 'sortBy', 'output'], ['output']);
  if (!isPlainObject(options.output)) throw refusedPart(scope, null, 'takes an object of names and what fills them');
  let { row } = state;
  const output: [string, unknown][] = [];
  for (const [name, filler] of Object.entries(options.output)) {
    const known = state.row.members.has(plainName(scope, name)) ? readPipelinePath(scope, name).value : UNKNOWN;
    output.push([placeOfNew(scope, row, name), readFiller(scope, name, filler, known)]);
    row = withValueAt(row, [name], known);
  }
  const { partitionBy, partitionByFields } = options;
  const stage = {
    ...(partitionBy === undefined ? {} : { partitionBy: readOperandPath(scope, partitionBy).stored }),
    ...(partitionByFields === undefined ? {} : { partitionByFields: storedNames(scope, partitionByFields) }),
    ...sortPart(scope, options.sortBy),
    output: Object.fromEntries(output),
  };
  return withReshape(state, { $fill: stage }, row);
}

function readFiller(scope: PipelineScope, name: string, given: unknown, known: ValueShape): unknown {
  const { value, method } = stageOptions(scope, given, ['value', 'method']);
  if (method === 'linear' || method === 'locf') return { method };
  if (method !== undefined || value === undefined) {
    throw refusedPart(scope, name, "is filled with { value } or by { method: 'linear' | 'locf' }");
  }
  const isExpression = isPlainObject(value) || (typeof value === 'string' && value.startsWith('$'));
  return { value: isExpression ? readExpression(scope, value).stored : comparedValue(scope, value, known, name) };
}
