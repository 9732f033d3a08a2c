import { elementsOf, holds, order, sameValue } from './reference-values';

/** A filter in object form, without the types that the compiler checks elsewhere. */
export type FilterNode = { readonly [key: string]: unknown };

/** What one operator says of a value, and of the object in which `$field` is looked up. */
type Operator = (value: unknown, operand: unknown, owner: unknown) => boolean;

const OPERATORS: Readonly<Record<string, Operator>> = {
  $eq: (value, operand, owner) => {
    const other = operandOf(operand, owner);
    // Null stated is a question for null; null in another field equals nothing.
    return operand === null ? isNull(value) : !isNull(value) && !isNull(other) && sameValue(value, other);
  },
  $ne: (value, operand, owner) => !sameValue(value, operandOf(operand, owner)),
  $gt: compared((sign) => sign > 0),
  $gte: compared((sign) => sign >= 0),
  $lt: compared((sign) => sign < 0),
  $lte: compared((sign) => sign <= 0),
  $in: (value, operand) => holds(elementsOf(operand), value),
  $nin: (value, operand) => !holds(elementsOf(operand), value),
  $null: (value, operand) => isNull(value) === operand,
  $exists: (value, operand) => isNull(value) !== operand,
  $like: (value, operand) => matches(value, likePattern(operand), 'su'),
  $ilike: (value, operand) => matches(value, likePattern(operand), 'sui'),
  $regex: (value, operand) =>
    operand instanceof RegExp ? matches(value, operand.source, `${operand.flags}u`) : matches(value, operand, 'u'),
  $startsWith: (value, operand) => typeof value === 'string' && value.startsWith(String(operand)),
  $contains: (value, operand) => holds(elementsOf(value), operand),
  $containsAll: (value, operand) => elementsOf(operand).every((item) => holds(elementsOf(value), item)),
  $overlaps: (value, operand) => elementsOf(operand).some((item) => holds(elementsOf(value), item)),
  $disjoint: (value, operand) => !elementsOf(operand).some((item) => holds(elementsOf(value), item)),
  $subset: (value, operand) => elementsOf(value).every((item) => holds(elementsOf(operand), item)),
  $size: (value, operand) =>
    typeof operand === 'object'
      ? fulfils(elementsOf(value).length, operand, null)
      : elementsOf(value).length === operand,
  $empty: (value, operand) => (elementsOf(value).length === 0) === operand,
  $any: (value, operand) => elementsOf(value).some((element) => elementMatches(element, operand)),
  $all: (value, operand) => elementsOf(value).every((element) => elementMatches(element, operand)),
  $none: (value, operand) => !elementsOf(value).some((element) => elementMatches(element, operand)),
  $hasKey: (value, operand) => value instanceof Map && value.has(operand),
};

function isNull(value: unknown): boolean {
  return value === null || value === undefined;
}

function isNode(value: unknown): value is FilterNode {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function operandOf(operand: unknown, owner: unknown): unknown {
  return isNode(operand) && typeof operand.$field === 'string' ? valueAt(owner, operand.$field) : operand;
}

function compared(test: (sign: number) => boolean): Operator {
  return (value, operand, owner) => {
    const other = operandOf(operand, owner);
    return !isNull(value) && !isNull(other) && test(order(value, other));
  };
}

function matches(value: unknown, source: unknown, flags: string): boolean {
  return typeof value === 'string' && new RegExp(String(source), flags).test(value);
}

/** A `$like` pattern as a regular expression over the whole text. */
function likePattern(pattern: unknown): string {
  const parts = String(pattern).match(/\\?[\s\S]/gu) ?? [];
  const source = parts.map((part) => {
    if (part === '%') return '.*';
    if (part === '_') return '.';
    const character = part.length > 1 && part.startsWith('\\') ? part.slice(1) : part;
    return character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  });
  return `^${source.join('')}$`;
}

/** The value at a path, null where there is none: properties, keys of maps, indexes of lists. */
export function valueAt(owner: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, step) => {
    if (isNull(value)) return null;
    if (value instanceof Map) return value.get(step) ?? null;
    return (typeof value === 'object' && value !== null ? Reflect.get(value, step) : null) ?? null;
  }, owner);
}

function isCombinator(key: string): boolean {
  return key === '$and' || key === '$or' || key === '$not';
}

/** Operators that all must hold of a value; combinators among them speak of the same value. */
function fulfils(value: unknown, operators: unknown, owner: unknown): boolean {
  if (!isNode(operators)) throw new TypeError('No operators.');
  return Object.entries(operators).every(([name, operand]) => {
    if (isCombinator(name)) return combine(name, operand, (inner) => fulfils(value, inner, owner));
    const operator = OPERATORS[name];
    if (operator === undefined) throw new TypeError(`No operator ${name}.`);
    return operator(value, operand, owner);
  });
}

function combine(name: string, operand: unknown, test: (inner: unknown) => boolean): boolean {
  if (name === '$not') return !test(operand);
  return name === '$and' ? elementsOf(operand).every(test) : elementsOf(operand).some(test);
}

function elementMatches(element: unknown, filter: unknown): boolean {
  if (isNode(filter) && Object.keys(filter).some((key) => key.startsWith('$') && !isCombinator(key))) {
    return fulfils(element, filter, null);
  }
  if (isNode(filter) && Object.keys(filter).every(isCombinator)) {
    return Object.entries(filter).every(([name, operand]) =>
      combine(name, operand, (inner) => elementMatches(element, inner)),
    );
  }
  return referenceMatches(element, filter);
}

function conditionHolds(owner: unknown, path: string, condition: unknown): boolean {
  const value = valueAt(owner, path);
  if (isNode(condition) && typeof condition.$field === 'string') return fulfils(value, { $eq: condition }, owner);
  if (isNode(condition)) return fulfils(value, condition, owner);
  if (Array.isArray(condition) && !Array.isArray(value) && !(value instanceof Set)) {
    return fulfils(value, { $in: condition }, owner);
  }
  return fulfils(value, { $eq: condition }, owner);
}

/** Whether a filter holds for an object, straight from the rules of the API and slow on purpose. */
export function referenceMatches(owner: unknown, filter: unknown): boolean {
  if (Array.isArray(filter)) return filter.every((inner) => referenceMatches(owner, inner));
  if (!isNode(filter)) throw new TypeError('No filter.');
  return Object.entries(filter).every(([key, value]) =>
    isCombinator(key)
      ? combine(key, value, (inner) => referenceMatches(owner, inner))
      : conditionHolds(owner, key, value),
  );
}
