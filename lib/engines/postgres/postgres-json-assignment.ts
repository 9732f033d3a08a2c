import { InvalidQueryError } from '../../errors/usage-errors';
import { chunksOf } from '../../internal/chunks-of';
import type { Assignment } from '../../query/assignment';
import type { PathStep } from '../../query/field-path';
import type { LogicalType } from '../../types/logical-type';
import { type Change, guardElement } from './postgres-change-expression';
import { arrayText, codecOf, jsonbCodecOf } from './postgres-codecs';
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
    else grow(tree, assignment, type);
  }
  const isChanged = tree.steps.size > 0 || tree.assignments.length > 0;
  const changed = isChanged ? nodeSql(tree, rootPlace(base, true, type), change) : base;
  const keys = removals.length > MANY ? removals.map((removal) => ownKey(removal, type)) : [null];
  if (keys.every((key) => key !== null)) return `(${changed}) - ${boundTexts(keys, change)}`;
  return removals.reduce((sql, removal) => `(${sql}) #- ${removalPath(removal, type, change)}`, changed);
}

/**
 * From so many on, assignments to entries share one parameter: a function of PostgreSQL takes 100 arguments at most,
 * and expressions cannot be nested without end.
 */
const MANY = 40;

/** The entry of the column's own map that a removal takes out; null for anything further in. */
function ownKey(removal: Removal, type: LogicalType): string | null {
  const { path } = removal;
  if (removal.kind === 'removeKey') {
    return path.steps.length === 0 ? atPath(path, () => keyText(type, removal.key)) : null;
  }
  const [step] = path.steps;
  return path.steps.length === 1 && step?.kind === 'key' ? atPath(path, () => keyText(type, step.key)) : null;
}

function boundTexts(texts: readonly string[], { scope }: Change): string {
  return `${scope.writer.bind(arrayText(codecOf(TEXT), texts))}::text[]`;
}

const TEXT: LogicalType = Object.freeze({ kind: 'string' as const });

/** An element of a list is not taken out by `unset`, which would move the others; it becomes null. */
function isRemoval(assignment: Assignment): assignment is Removal {
  if (assignment.kind === 'unset') return assignment.path.steps.at(-1)?.kind !== 'index';
  return assignment.kind === 'removeKey' || assignment.kind === 'removeIndex';
}

function grow(tree: Node, assignment: Assignment, type: LogicalType): void {
  let node = tree;
  let at = type;
  for (const step of assignment.path.steps) {
    if (node.assignments.length > 0) throw overlapping(assignment);
    const name = `${step.kind} ${atPath(assignment.path, () => stepName(at, step))}`;
    at = stepType(at, step);
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
  const plain = children.length > MANY ? children.filter(({ node }) => plainSet(node) !== null) : [];
  const entries = plain.length === 0 ? [] : [boundEntries(plain, place.type, change)];
  const others = plain.length === 0 ? children : children.filter(({ node }) => plainSet(node) === null);
  const objects = chunksOf(others, MANY).map((some) => {
    const pairs = some.map(({ step, node }) => {
      const key = step.kind === 'index' ? quoteText(String(step.index)) : stepSql(place.type, step, change.scope);
      return `${key}, ${nodeSql(node, childPlace(place, key, step), change)}`;
    });
    return `jsonb_build_object(${pairs.join(', ')})`;
  });
  return [`COALESCE(NULLIF(${place.sql}, 'null'::jsonb), '{}'::jsonb)`, ...entries, ...objects].join(' || ');
}

/** The one assignment of a place that is given a value whatever was there; null for anything else. */
function plainSet({ steps, assignments }: Node): Extract<Assignment, { readonly kind: 'set' }> | null {
  const [first] = assignments;
  return steps.size === 0 && assignments.length === 1 && first?.kind === 'set' ? first : null;
}

function boundEntries(children: Children, type: LogicalType, { scope }: Change): string {
  const entries = children.flatMap(({ step, node }) => {
    const set = plainSet(node);
    if (set === null) return [];
    const { path, value } = set;
    const isMissing = value === null || value === undefined;
    const text = isMissing ? 'null' : atPath(path, () => jsonbCodecOf(path.type).encode(value));
    return [`${JSON.stringify(atPath(path, () => stepName(type, step)))}:${text}`];
  });
  return `${scope.writer.bind(`{${entries.join(',')}}`)}::jsonb`;
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
    const name = atPath(removal.path, () => stepName(at, step));
    at = stepType(at, step);
    return name;
  });
  if (removal.kind === 'removeKey') names.push(atPath(removal.path, () => keyText(at, removal.key)));
  if (removal.kind === 'removeIndex') names.push(String(removal.index));
  return `ARRAY[${names.map((name) => `${scope.writer.bind(name)}::text`).join(', ')}]`;
}

/** How the store calls a step: the same for equal keys of a map, and only for those. */
function stepName(type: LogicalType, step: PathStep): string {
  if (step.kind === 'property') return step.field.column;
  return step.kind === 'key' ? keyText(type, step.key) : String(step.index);
}
