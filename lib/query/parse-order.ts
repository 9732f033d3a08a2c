import { frozen } from '../internal/freeze';
import type { ModelMetadata } from '../metadata/model-metadata';
import { isPlainObject } from '../types/is-plain-object';
import { FieldOrder } from './field-order';
import { type FieldPath, pathOf } from './field-path';
import { isOwnModel } from './is-own-model';
import { isNearDirection, parseNear } from './parse-near';
import { parsePath } from './parse-path';
import { plainEntries } from './plain-entries';
import { invalidQuery } from './refuse-query';
import type { OrderTerm } from './selection';

type Direction = OrderTerm['direction'];
type Nulls = OrderTerm['nulls'];

/**
 * Reads sort payloads: `'name'`, `'-name'`, `['name', 'desc']`, lists of payloads, `{ name: 1 | -1 | 'asc' | 'desc' |
 * { dir, nulls } }`, `{ embedding: { $near: vector } }`, `fields().name.asc()`. Null and undefined say nothing. Unless
 * stated, null is the smallest. A field that was named before is left out: it could not change the order.
 * @param given the order so far, behind which these come
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) naming the path; also for a distance that is not the first term
 */
export function parseOrder(
  model: ModelMetadata,
  payloads: readonly unknown[],
  given: readonly OrderTerm[] = [],
): readonly OrderTerm[] {
  const terms = payloads.flatMap((payload) =>
    payload === null || payload === undefined ? [] : parsePayload(model, payload, 0),
  );
  const late = (given.length === 0 ? terms.slice(1) : terms).find((term) => term.near !== undefined);
  if (late !== undefined) {
    throw invalidQuery(model, { path: late.path.text, operator: '$near' }, 'must be the first of an order');
  }
  const seen = new Set(given.map(({ path }) => path.text));
  return Object.freeze(terms.filter(({ path }) => !seen.has(path.text) && seen.add(path.text)));
}

const MAX_NESTING = 8;

function parsePayload(model: ModelMetadata, payload: unknown, depth: number): readonly OrderTerm[] {
  if (typeof payload === 'string') return [parseName(model, payload)];
  if (payload instanceof FieldOrder) return [parseFieldOrder(model, payload)];
  if (Array.isArray(payload) && depth < MAX_NESTING) return parseList(model, payload, depth + 1);
  const entries = isPlainObject(payload) ? plainEntries(payload) : null;
  if (entries === null) {
    throw invalidQuery(
      model,
      { path: null },
      `an order is a name, a list, an object or a field, got ${typeof payload}`,
    );
  }
  return entries.map(([name, direction]) => parseDirection(model, name, direction));
}

function parseList(model: ModelMetadata, list: readonly unknown[], depth: number): readonly OrderTerm[] {
  const [name, direction] = list;
  if (list.length === 2 && typeof name === 'string' && (direction === 'asc' || direction === 'desc')) {
    return [makeTerm(orderedPath(model, name), direction)];
  }
  return Array.from(list).flatMap((payload) => parsePayload(model, payload, depth));
}

function parseName(model: ModelMetadata, name: string): OrderTerm {
  return name.startsWith('-')
    ? makeTerm(orderedPath(model, name.slice(1)), 'desc')
    : makeTerm(orderedPath(model, name), 'asc');
}

function parseFieldOrder(model: ModelMetadata, order: FieldOrder<never>): OrderTerm {
  const content = FieldOrder.content(order);
  if (!isOwnModel(model, content.model))
    throw invalidQuery(model, { path: content.path }, `is an order of ${content.model.name}`);
  return makeTerm(orderedPath(model, content.path), content.direction, parseNulls(model, content.path, content.nulls));
}

function parseDirection(model: ModelMetadata, name: string, given: unknown): OrderTerm {
  if (isNearDirection(given)) return parseNear(model, name, given);
  const path = orderedPath(model, name);
  if (given === 1 || given === 'asc') return makeTerm(path, 'asc');
  if (given === -1 || given === 'desc') return makeTerm(path, 'desc');
  const entries = isPlainObject(given) ? plainEntries(given) : null;
  if (entries === null)
    throw invalidQuery(model, { path: name }, "is ordered by 1, -1, 'asc', 'desc' or { dir, nulls }");
  const { dir, nulls, ...rest } = Object.fromEntries(entries);
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw invalidQuery(model, { path: name }, `does not know \`${unknown}\` in an order`);
  if (dir !== 'asc' && dir !== 'desc') throw invalidQuery(model, { path: name }, "needs dir: 'asc' or 'desc'");
  return makeTerm(path, dir, parseNulls(model, name, nulls));
}

function parseNulls(model: ModelMetadata, path: string, nulls: unknown): Nulls | undefined {
  if (nulls === undefined || nulls === 'first' || nulls === 'last') return nulls;
  throw invalidQuery(model, { path }, "takes nulls: 'first' or 'last'");
}

function orderedPath(model: ModelMetadata, name: string): FieldPath {
  const path = parsePath(model, name);
  if (canOrderBy(path)) return path;
  throw invalidQuery(model, { path: name }, `cannot be ordered by, being of type ${path.type.kind}`);
}

function canOrderBy(path: FieldPath): boolean {
  switch (path.type.kind) {
    case 'list':
    case 'set':
    case 'map':
    case 'tuple':
    case 'embedded':
    case 'json':
    case 'vector':
    case 'duration':
      return false;
    default:
      return true;
  }
}

function makeTerm(path: FieldPath, direction: Direction, nulls?: Nulls): OrderTerm {
  return frozen({ path, direction, nulls: nulls ?? (direction === 'asc' ? 'first' : 'last') });
}

/** The order in which `distinct` gives its values: smallest first; none where the type has no order. */
export function valueOrder(path: FieldPath): readonly OrderTerm[] {
  return canOrderBy(path) ? Object.freeze([makeTerm(path, 'asc')]) : Object.freeze([]);
}

const KEY_ORDERS = new WeakMap<ModelMetadata, readonly OrderTerm[]>();

/** The order of the key: partition fields upwards, clustering fields in their own direction. */
export function keyOrder(model: ModelMetadata): readonly OrderTerm[] {
  let order = KEY_ORDERS.get(model);
  if (order === undefined) {
    const directions = new Map(model.key.clustering.map(({ field, direction }) => [field, direction]));
    order = Object.freeze(model.key.fields.map((field) => makeTerm(pathOf(field), directions.get(field) ?? 'asc')));
    KEY_ORDERS.set(model, order);
  }
  return order;
}

/** The order with the key behind it, so that no two documents tie; key fields that it names already stay there. */
export function completeOrder(model: ModelMetadata, terms: readonly OrderTerm[]): readonly OrderTerm[] {
  const key = keyOrder(model);
  if (terms.length === 0) return key;
  const named = new Set(terms.map((term) => term.path.text));
  return Object.freeze([...terms, ...key.filter((term) => !named.has(term.path.text))]);
}
