import { isPlainObject } from './is-plain-object';
import { locatedAt, misfit } from './misfit';
import { parseDouble } from './parse-number';
import { parseString } from './parse-text';
import { ValueProblem } from './value-problem';

const MAX_DEPTH = 1_000;

/**
 * Any JSON value but null at the top (which would be no value): plain objects, lists, well-formed text, finite numbers,
 * booleans, null inside. Refused: undefined, functions, bigints, class instances, and what contains itself.
 */
export function parseJson(value: unknown): unknown {
  if (value === null) throw misfit('a JSON value', value);
  return parseNode(value, 0);
}

function parseNode(value: unknown, depth: number): unknown {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return parseString(value);
  if (typeof value === 'number') return parseDouble(value);
  if (depth >= MAX_DEPTH) {
    throw new ValueProblem('depth', `must not be nested deeper than ${MAX_DEPTH} levels, nor contain itself`);
  }
  if (Array.isArray(value)) return parseItems(value, depth + 1);
  if (isPlainObject(value)) return parseMembers(value, depth + 1);
  throw misfit('a JSON value', value);
}

function parseItems(items: readonly unknown[], depth: number): unknown {
  let copy: unknown[] | null = null;
  for (let index = 0; index < items.length; index++) {
    const parsed = parseAt(items[index], String(index), depth);
    if (Object.is(parsed, items[index])) continue;
    copy ??= [...items];
    copy[index] = parsed;
  }
  return copy ?? items;
}

function parseMembers(members: Record<string, unknown>, depth: number): unknown {
  const changed: [string, unknown][] = [];
  for (const key of Object.keys(members)) {
    parseString(key);
    const parsed = parseAt(members[key], key, depth);
    if (!Object.is(parsed, members[key])) changed.push([key, parsed]);
  }
  // fromEntries defines keys and never calls the setter of `__proto__`, as assignment would.
  return changed.length === 0 ? members : Object.fromEntries([...Object.entries(members), ...changed]);
}

function parseAt(value: unknown, step: string, depth: number): unknown {
  try {
    return parseNode(value, depth);
  } catch (cause) {
    throw locatedAt(cause, step);
  }
}
