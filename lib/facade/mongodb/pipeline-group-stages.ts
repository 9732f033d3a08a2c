import { type RowShape, UNKNOWN, type ValueShape } from '../../engines/mongodb/pipeline-shape';
import { isPlainObject } from '../../types/is-plain-object';
import { readAccumulator, readOperandPath } from './pipeline-accumulator';
import type { PipelineExpression } from './pipeline-expression';
import { stageOptions } from './pipeline-options';
import { plainName } from './pipeline-path';
import { rowOf, rowValue } from './pipeline-row-shape';
import { type PipelineScope, refusedPart } from './pipeline-scope';
import { openScope, type PipelineState, withReshape } from './pipeline-state';
import { comparedValue, plainValue } from './pipeline-value';

type Named = readonly [string, PipelineExpression];

const COUNT: PipelineExpression = { stored: { $sum: 1 }, value: UNKNOWN };

/** `$group`: `_id` is a path, an object of paths and expressions, an expression, or null for one group of all. */
export function groupStage(state: PipelineState, given: unknown): PipelineState {
  const scope = openScope(state, 'group');
  if (!isPlainObject(given) || !Object.hasOwn(given, '_id')) throw refusedPart(scope, null, 'needs `_id`');
  const { _id, ...accumulators } = given;
  const id = readGroupKey(scope, _id);
  const computed = readOutput(scope, accumulators);
  return withReshape(state, { $group: storedOf([['_id', id], ...computed]) }, rowOfNamed(id.value, computed));
}

function readGroupKey(scope: PipelineScope, key: unknown): PipelineExpression {
  const isDocument = isPlainObject(key) && !Object.keys(key).some((name) => name.startsWith('$'));
  if (!isDocument) return readOperandPath(scope, key);
  const members = Object.entries(key).map(
    ([name, member]): Named => [plainName(scope, name), readOperandPath(scope, member)],
  );
  const value = rowValue(rowOf(members.map(([name, part]) => [name, part.value] as const)));
  return { stored: storedOf(members), value };
}

function readOutput(scope: PipelineScope, output: unknown): readonly Named[] {
  if (!isPlainObject(output)) throw refusedPart(scope, null, 'takes an object of names and accumulators');
  return Object.entries(output).map(([name, accumulator]) => [
    plainName(scope, name),
    readAccumulator(scope, name, accumulator, 'group'),
  ]);
}

function storedOf(named: readonly Named[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(named.map(([name, { stored }]) => [name, stored]));
}

function rowOfNamed(id: ValueShape, named: readonly Named[]): RowShape {
  return rowOf([['_id', id] as const, ...named.map(([name, { value }]) => [name, value] as const)]);
}

/** `$bucket`: groups between boundaries, which are values of what is grouped by. */
export function bucketStage(state: PipelineState, given: unknown): PipelineState {
  const scope = openScope(state, 'bucket');
  const options = stageOptions(scope, given, ['groupBy', 'boundaries', 'default', 'output'], ['groupBy', 'boundaries']);
  const by = readOperandPath(scope, options.groupBy);
  const { boundaries, output } = options;
  if (!Array.isArray(boundaries) || boundaries.length < 2) {
    throw refusedPart(scope, null, 'takes at least two `boundaries`');
  }
  const computed = output === undefined ? [['count', COUNT] as const] : readOutput(scope, output);
  const hasDefault = options.default !== undefined;
  const stage = {
    groupBy: by.stored,
    boundaries: boundaries.map((value: unknown) => comparedValue(scope, value, by.value, 'boundaries')),
    ...(hasDefault ? { default: plainValue(scope, options.default) } : {}),
    output: storedOf(computed),
  };
  return withReshape(state, { $bucket: stage }, rowOfNamed(hasDefault ? UNKNOWN : by.value, computed));
}

/** `$bucketAuto`: so many groups of about one size. */
export function bucketAutoStage(state: PipelineState, given: unknown): PipelineState {
  const scope = openScope(state, 'bucketAuto');
  const options = stageOptions(scope, given, ['groupBy', 'buckets', 'output', 'granularity'], ['groupBy', 'buckets']);
  const { buckets, output, granularity } = options;
  if (typeof buckets !== 'number' || !Number.isSafeInteger(buckets) || buckets < 1) {
    throw refusedPart(scope, null, 'takes a whole number of at least 1 for `buckets`');
  }
  if (granularity !== undefined && typeof granularity !== 'string') {
    throw refusedPart(scope, null, 'takes a name for `granularity`');
  }
  const by = readOperandPath(scope, options.groupBy);
  const computed = output === undefined ? [['count', COUNT] as const] : readOutput(scope, output);
  const stage = {
    groupBy: by.stored,
    buckets,
    ...(granularity === undefined ? {} : { granularity }),
    output: storedOf(computed),
  };
  const bounds = rowValue(
    rowOf([
      ['min', by.value],
      ['max', by.value],
    ]),
  );
  return withReshape(state, { $bucketAuto: stage }, rowOfNamed(bounds, computed));
}

/** `$sortByCount`: how often each value is there, most frequent first. */
export function sortByCountStage(state: PipelineState, given: unknown): PipelineState {
  const scope = openScope(state, 'sortByCount');
  const by = readOperandPath(scope, given);
  return withReshape(state, { $sortByCount: by.stored }, rowOfNamed(by.value, [['count', COUNT]]));
}
