import { locatedAt } from '../../types/misfit';
import { ValueProblem } from '../../types/value-problem';
import { checkedMemberName } from './mongodb-member-name';
import { doubleOf } from './mongodb-numbers';

/** Levels of nesting that a document may have: https://www.mongodb.com/docs/manual/reference/limits/ */
const MAX_DEPTH = 100;

/**
 * A JSON value as BSON: every number as a double, objects as maps, which keep the order of their members and in which no
 * member can be taken for anything else (`__proto__`, `_bsontype`).
 * @throws ValueProblem (`key`) for a member name that MongoDB's paths cannot reach, (`depth`) for deeper nesting than it takes
 */
export function encodeJson(value: unknown): unknown {
  return node(value, 1);
}

function node(value: unknown, depth: number): unknown {
  if (typeof value === 'number') return doubleOf(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) {
    throw new ValueProblem('depth', `must not be nested deeper than ${MAX_DEPTH - 1} levels on MongoDB`);
  }
  if (Array.isArray(value)) return value.map((item: unknown, index) => at(item, String(index), depth));
  const members = new Map<string, unknown>();
  for (const [name, member] of Object.entries(value)) {
    members.set(checkedMemberName(name, 'the name of a member'), at(member, name, depth));
  }
  return members;
}

function at(value: unknown, step: string, depth: number): unknown {
  try {
    return node(value, depth + 1);
  } catch (cause) {
    throw locatedAt(cause, step);
  }
}
