import { types } from 'node:util';
import { isPlainObject } from './is-plain-object';
import { isPrimitiveType } from './is-primitive-type';
import { isTextType } from './is-text-type';
import type { LogicalType } from './logical-type';
import { locatedAt, misfit } from './misfit';
import { valueKey } from './value-key';
import type { ValueParser } from './value-parser';
import { ValueProblem } from './value-problem';

/** A parser of lists: arrays whose elements all fit. null is no element. */
export function listParser(parse: ValueParser): ValueParser {
  return (value) => {
    if (!Array.isArray(value)) throw misfit('a list', value);
    return parseItems(value, () => parse);
  };
}

/** A parser of tuples: arrays with exactly one fitting element per type. */
export function tupleParser(parsers: readonly ValueParser[]): ValueParser {
  const refuse: ValueParser = (value) => {
    throw misfit('left out', value);
  };
  return (value) => {
    if (!Array.isArray(value)) throw misfit('a list', value);
    if (value.length !== parsers.length) throw new ValueProblem('size', `must have ${parsers.length} elements`);
    return parseItems(value, (index) => parsers[index] ?? refuse);
  };
}

function parseItems(items: readonly unknown[], parserAt: (index: number) => ValueParser): readonly unknown[] {
  let copy: unknown[] | null = null;
  let index = 0;
  try {
    for (; index < items.length; index++) {
      const parsed = parserAt(index)(items[index]);
      if (Object.is(parsed, items[index])) continue;
      copy ??= [...items];
      copy[index] = parsed;
    }
  } catch (cause) {
    throw locatedAt(cause, String(index));
  }
  return copy ?? items;
}

/** A parser of sets, from a `Set`, an array or another iterable object; of equal elements the first stays. */
export function setParser(element: LogicalType, parse: ValueParser): ValueParser {
  const isPrimitive = isPrimitiveType(element);
  return (value) => {
    const items = iterated(value);
    const parsed = parseItems(items, () => parse);
    const isCanonical = parsed === items && value instanceof Set;
    if (isPrimitive) return isCanonical ? value : new Set(parsed);
    const distinct = new Map<string, unknown>();
    for (const item of parsed) {
      const key = valueKey(element, item);
      if (!distinct.has(key)) distinct.set(key, item);
    }
    return isCanonical && distinct.size === items.length ? value : new Set(distinct.values());
  };
}

function iterated(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (isIterable(value) && !types.isMap(value)) return [...value];
  throw misfit('a Set or a list', value);
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, Symbol.iterator) === 'function';
}

/** A parser of maps, from a `Map` or, when the keys are text, a plain object; of equal keys the last value stays. */
export function mapParser(key: LogicalType, parseKey: ValueParser, parseValue: ValueParser): ValueParser {
  const isPrimitive = isPrimitiveType(key);
  const namesKeys = isTextType(key);
  return (value) => {
    const entries = entriesOf(value, namesKeys);
    const parsed = parseEntries(entries, parseKey, parseValue, namesKeys);
    const isCanonical = parsed === entries && value instanceof Map;
    if (isPrimitive) return isCanonical ? value : new Map(parsed);
    const distinct = new Map(parsed.map((entry) => [valueKey(key, entry[0]), entry]));
    return isCanonical && distinct.size === entries.length ? value : new Map(distinct.values());
  };
}

type Entry = readonly [unknown, unknown];

function entriesOf(value: unknown, namesKeys: boolean): readonly Entry[] {
  if (types.isMap(value)) return [...value];
  if (namesKeys && isPlainObject(value)) return Object.entries(value);
  throw misfit(namesKeys ? 'a Map or a plain object' : 'a Map', value);
}

function parseEntries(
  entries: readonly Entry[],
  parseKey: ValueParser,
  parseValue: ValueParser,
  namesKeys: boolean,
): readonly Entry[] {
  let copy: Entry[] | null = null;
  let index = 0;
  try {
    for (const [key, value] of entries) {
      const parsed: Entry = [parseKey(key), parseValue(value)];
      if (!Object.is(parsed[0], key) || !Object.is(parsed[1], value)) {
        copy ??= [...entries];
        copy[index] = parsed;
      }
      index += 1;
    }
  } catch (cause) {
    const key = entries[index]?.[0];
    throw locatedAt(cause, namesKeys && typeof key === 'string' ? key : String(index));
  }
  return copy ?? entries;
}
