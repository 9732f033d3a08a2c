import { InvalidQueryError } from '../../errors/usage-errors';
import type { Assignment } from '../../query/assignment';
import type { PathStep } from '../../query/field-path';
import type { LogicalType } from '../../types/logical-type';
import { type Change, guardElement } from './postgres-change-expression';
import { quoteText } from './postgres-column';
import { jsonChange } from './postgres-json-change';
import { atPath, keyText, rootPlace, type SqlPlace, stepSql, stepType } from './postgres-path';

/** What happens at one place inside a `jsonb` column, and further in. */
interface Node {
  readonly steps: Map<string, { readonly step: PathStep; readonly node: Node }>;
  readonly assignments: Assignment[];
}

type Removal = Extract<Assignment, { readonly kind: 'unset' | 'removeKey' | 'removeIndex' }>;

/**
 * The new value of a `jsonb` column with all its assignments. Every expression reads the old column, so that its
 * length grows with the number of paths and not with its power; removals are done last, in their order.
 */
export function jsonTreeSql(
  base: string,
  assignments: readonly Assignment[],
  type: LogicalType,
  change: Change,
): string {
  const tree: Node = { steps: new Map(), assignments: [] };
  const removals: Removal[] = [];
  for (const assignment of assignments) {
    if (isRemoval(assignment)) removals.push(assignment);
    else grow(tree, assignment);
  }
  const isChanged = tree.steps.size > 0 || tree.assignments.length > 0;
  const changed = isChanged ? nodeSql(tree, rootPlace(base, true, type), change) : base;
  return removals.reduce((sql, removal) => `(${sql}) #- ${removalPath(removal, type, change)}`, changed);
}

/** An element of a list is not taken out by `unset`, which would move the others; it becomes null. */
function isRemoval(assignment: Assignment): assignment is Removal {
  if (assignment.kind === 'unset') return assignment.path.steps.at(-1)?.kind !== 'index';
  return assignment.kind === 'removeKey' || assignment.kind === 'removeIndex';
}

function grow(tree: Node, assignment: Assignment): void {
  let node = tree;
  for (const step of assignment.path.steps) {
    if (node.assignments.length > 0) throw overlapping(assignment);
    const name = stepName(step);
    let next = node.steps.get(name);
    if (next === undefined) {
      next = { step, node: { steps: new Map(), assignments: [] } };
      node.steps.set(name, next);
    }
    node = next.node;
  }
  if (node.steps.size > 0) throw overlapping(assignment);
  node.assignments.push(assignment);
}

function stepName(step: PathStep): string {
  if (step.kind === 'property') return `property ${step.field.column}`;
  return step.kind === 'key' ? `key ${String(step.key)}` : `index ${step.index}`;
}

function overlapping({ path }: Assignment): InvalidQueryError {
  return new InvalidQueryError(`${path.text} is assigned together with a part of itself.`, { path: path.text });
}

function nodeSql(node: Node, place: SqlPlace, change: Change): string {
  if (node.steps.size === 0) {
    return node.assignments.reduce<SqlPlace>(
      (current, assignment) => rootPlace(`(${jsonChange(current, assignment, change)})`, true, place.type),
      place,
    ).sql;
  }
  const children = Array.from(node.steps.values());
  const isList = children.every(({ step }) => step.kind === 'index');
  return isList ? elementsSql(children, place, change) : propertiesSql(children, place, change);
}

type Children = readonly { readonly step: PathStep; readonly node: Node }[];

function propertiesSql(children: Children, place: SqlPlace, change: Change): string {
  const pairs = children.map(({ step, node }) => {
    const key = step.kind === 'index' ? quoteText(String(step.index)) : stepSql(place.type, step, change.scope);
    return `${key}, ${nodeSql(node, childPlace(place, key, step), change)}`;
  });
  return `COALESCE(NULLIF(${place.sql}, 'null'::jsonb), '{}'::jsonb) || jsonb_build_object(${pairs.join(', ')})`;
}

function elementsSql(children: Children, place: SqlPlace, change: Change): string {
  return children.reduce((sql, { step, node }) => {
    const index = stepSql(place.type, step, change.scope);
    const name = change.scope.writer.bind(step.kind === 'index' ? String(step.index) : '');
    guardElement(`jsonb_array_length(NULLIF(${place.sql}, 'null'::jsonb))`, index, change);
    return `jsonb_set(${sql}, ARRAY[${name}::text], ${nodeSql(node, childPlace(place, index, step), change)}, false)`;
  }, place.sql);
}

function childPlace(place: SqlPlace, key: string, step: PathStep): SqlPlace {
  return {
    sql: `${place.sql} -> ${key}`,
    text: `${place.sql} ->> ${key}`,
    isJson: true,
    type: stepType(place.type, step),
  };
}

function removalPath(removal: Removal, type: LogicalType, { scope }: Change): string {
  let at = type;
  const names = removal.path.steps.map((step) => {
    const name = atPath(removal.path, () => removalName(at, step));
    at = stepType(at, step);
    return name;
  });
  if (removal.kind === 'removeKey') names.push(atPath(removal.path, () => keyText(at, removal.key)));
  if (removal.kind === 'removeIndex') names.push(String(removal.index));
  return `ARRAY[${names.map((name) => `${scope.writer.bind(name)}::text`).join(', ')}]`;
}

function removalName(type: LogicalType, step: PathStep): string {
  if (step.kind === 'property') return step.field.column;
  return step.kind === 'key' ? keyText(type, step.key) : String(step.index);
}
