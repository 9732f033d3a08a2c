import { type RowShape, UNKNOWN } from '../../engines/mongodb/pipeline-shape';
import { isPlainObject } from '../../types/is-plain-object';
import { readExpression } from './pipeline-expression';
import { plainName, readPipelinePath } from './pipeline-path';
import { elementOf, freeName, withValueAt } from './pipeline-row-shape';
import { type PipelineScope, refusedPart } from './pipeline-scope';
import { openScope, type PipelineState, withReshape } from './pipeline-state';

/**
 * Where a value that a stage makes is stored: the place of a member that is there already, else one of its own.
 * @param name as the user writes it; with dots below something that is there
 */
export function placeOfNew(scope: PipelineScope, row: RowShape, name: string): string {
  const names = name.split('.');
  for (const one of names) plainName(scope, one);
  const [first = ''] = names;
  const above = names.slice(0, -1);
  const known = row.members.get(first);
  if (above.length === 0) return known === undefined ? freeName(row, name) : known.place.join('.');
  if (known === undefined && row.isOpen) return name;
  if (known === undefined) {
    throw refusedPart(scope, name, 'lies below what is not there', `Give \`${first}\` an object as its value.`);
  }
  return readOrMake({ ...scope, row }, names);
}

function readOrMake(scope: PipelineScope, names: readonly string[]): string {
  const above = readPipelinePath(scope, names.slice(0, -1).join('.'));
  let inner = above.value;
  while (inner.kind === 'list') inner = inner.element;
  const last = names[names.length - 1] ?? '';
  const member = inner.kind === 'row' ? inner.row().members.get(last) : undefined;
  return `${above.stored}.${member === undefined ? last : member.place.join('.')}`;
}

/** `$addFields`: all expressions see the row as it was before. */
export function addFieldsStage(state: PipelineState, fields: unknown): PipelineState {
  const scope = openScope(state, 'addFields');
  const entries = isPlainObject(fields) ? Object.entries(fields) : [];
  if (entries.length === 0) throw refusedPart(scope, null, 'takes an object of names and expressions');
  let { row } = state;
  const added: [string, unknown][] = [];
  for (const [name, expression] of entries) {
    const { stored, value } = readExpression(scope, expression);
    added.push([placeOfNew(scope, row, name), stored]);
    row = withValueAt(row, name.split('.'), value);
  }
  return withReshape(state, { $addFields: Object.fromEntries(added) }, row);
}

/** `$unset`. */
export function unsetStage(state: PipelineState, names: readonly unknown[]): PipelineState {
  const scope = openScope(state, 'unset');
  if (names.length === 0) throw refusedPart(scope, null, 'takes names of fields');
  let { row } = state;
  const stored = names.map((name) => {
    const path = readPipelinePath(scope, name).stored;
    row = withValueAt(row, String(name).split('.'), null);
    return path;
  });
  return withReshape(state, { $unset: stored }, row);
}

/** `$unwind`: a row for each element of a list. */
export function unwindStage(state: PipelineState, given: unknown): PipelineState {
  const scope = openScope(state, 'unwind');
  const options = isPlainObject(given) ? given : { path: given };
  const { path, includeArrayIndex, preserveNullAndEmptyArrays, ...others } = options;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw refusedPart(scope, null, `does not know \`${unknown}\``);
  if (preserveNullAndEmptyArrays !== undefined && typeof preserveNullAndEmptyArrays !== 'boolean') {
    throw refusedPart(scope, null, 'takes true or false for `preserveNullAndEmptyArrays`');
  }
  const name = typeof path === 'string' && path.startsWith('$') ? path.slice(1) : path;
  const list = readPipelinePath(scope, name);
  let row = withValueAt(state.row, String(name).split('.'), elementOf(list.value));
  const stage: Record<string, unknown> = { path: `$${list.stored}` };
  if (includeArrayIndex !== undefined) {
    const index = plainName(scope, includeArrayIndex);
    stage.includeArrayIndex = placeOfNew(scope, row, index);
    row = withValueAt(row, [index], UNKNOWN);
  }
  if (preserveNullAndEmptyArrays !== undefined) stage.preserveNullAndEmptyArrays = preserveNullAndEmptyArrays;
  return withReshape(state, { $unwind: stage }, row);
}

/** `$replaceRoot`: a document in the row, by its path, or a new one, becomes the row. */
export function replaceRootStage(state: PipelineState, given: unknown): PipelineState {
  const scope = openScope(state, 'replaceRoot');
  const isName = typeof given === 'string' && !given.startsWith('$');
  const { stored, value } = readExpression(scope, isName ? `$${given}` : given);
  const row = value.kind === 'row' ? value.row() : { members: new Map(), isOpen: true };
  return withReshape(state, { $replaceRoot: { newRoot: stored } }, row);
}
