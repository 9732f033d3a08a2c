import type { RowShape, ValueShape } from '../../engines/mongodb/pipeline-shape';
import { isPlainObject } from '../../types/is-plain-object';
import { readExpression } from './pipeline-expression';
import { plainName, readPipelinePath } from './pipeline-path';
import { freeName, rowValue } from './pipeline-row-shape';
import { type PipelineScope, refusedPart } from './pipeline-scope';
import { unsetStage } from './pipeline-shape-stages';
import { openScope, type PipelineState, withReshape } from './pipeline-state';

const ID = '_id';

/**
 * `$project`: names to keep, or an object of names with 1 (keep), 0 (leave out; then all are) or an expression. `_id` is
 * there only if something named is stored in it.
 */
export function projectStage(state: PipelineState, given: readonly unknown[]): PipelineState {
  const scope = openScope(state, 'project');
  const entries = given.flatMap((part) => entriesOf(scope, part));
  if (entries.length === 0) throw refusedPart(scope, null, 'takes names, or an object of names');
  const dropped = entries.filter(([, keep]) => keep === 0 || keep === false).map(([name]) => name);
  if (dropped.length === 0) return keeping(state, scope, entries);
  if (dropped.length < entries.length) {
    throw refusedPart(
      scope,
      dropped[0] ?? null,
      'is left out beside others that are kept: leave out what is not named',
    );
  }
  return unsetStage(state, dropped);
}

type Entry = readonly [string, unknown];

function entriesOf(scope: PipelineScope, part: unknown): readonly Entry[] {
  if (typeof part === 'string') return [[part, 1]];
  if (Array.isArray(part)) return part.map((name: unknown) => [String(name), 1] as const);
  if (isPlainObject(part)) return Object.entries(part);
  throw refusedPart(scope, null, 'takes names, or an object of names');
}

function keeping(state: PipelineState, scope: PipelineScope, entries: readonly Entry[]): PipelineState {
  const isKept = ([, value]: Entry): boolean => value === 1 || value === true;
  const kept = entries.filter(isKept).map(([name]) => name);
  const projection: Record<string, unknown> = {};
  for (const name of topmost(kept)) projection[readPipelinePath(scope, name).stored] = 1;
  let row = pickedRow(state.row, kept);
  for (const [name, expression] of entries.filter((entry) => !isKept(entry))) {
    const { stored, value } = readExpression(scope, expression);
    const place = freeName(row, plainName(scope, name));
    projection[place] = computed(expression, stored);
    row = { ...row, members: new Map([...row.members, [name, { place: [place], value }]]) };
  }
  const takesId = Object.keys(projection).some((place) => place === ID || place.startsWith(`${ID}.`));
  return withReshape(state, { $project: takesId ? projection : { [ID]: 0, ...projection } }, row);
}

/** In a projection numbers, truth values and objects say what is kept; these are values. */
function computed(expression: unknown, stored: unknown): unknown {
  if (typeof expression === 'string' || Array.isArray(expression)) return stored;
  if (!isPlainObject(expression)) return { $literal: stored };
  const isOperator = Object.keys(expression).some((name) => name.startsWith('$'));
  return isOperator ? stored : { $mergeObjects: [stored] };
}

/** Without what lies below something else that is named: the server takes no path beside a part of it. */
function topmost(names: readonly string[]): readonly string[] {
  return names.filter((name) => !names.some((other) => name.startsWith(`${other}.`)));
}

function pickedRow(row: RowShape, names: readonly string[]): RowShape {
  const below = new Map<string, string[]>();
  for (const name of topmost(names)) {
    const [first = '', ...rest] = name.split('.');
    below.set(first, [...(below.get(first) ?? []), ...(rest.length === 0 ? [] : [rest.join('.')])]);
  }
  const members = Array.from(below, ([name, rest]) => {
    const member = row.members.get(name);
    if (member === undefined) return null;
    return [name, { place: member.place, value: pickedValue(member.value, rest) }] as const;
  });
  return { members: new Map(members.filter((member) => member !== null)), isOpen: row.isOpen };
}

function pickedValue(value: ValueShape, names: readonly string[]): ValueShape {
  if (names.length === 0) return value;
  if (value.kind === 'list') return { kind: 'list', element: pickedValue(value.element, names) };
  return value.kind === 'row' ? rowValue(pickedRow(value.row(), names)) : value;
}
