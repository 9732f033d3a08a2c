import { FieldOrder } from '../../query/field-order';
import { isOwnModel } from '../../query/is-own-model';
import { isPlainObject } from '../../types/is-plain-object';
import { readPipelinePath } from './pipeline-path';
import { type PipelineScope, refusedPart } from './pipeline-scope';

/** Which way one name is ordered, as MongoDB writes it. */
export type SortValue = 1 | -1 | { readonly $meta: 'textScore' | 'searchScore' };

const MAX_NESTING = 8;

/**
 * Reads sort payloads: `'n'`, `'-n'`, `['n', 'desc']`, `{ n: -1, name: 'asc' }`, `fields().n.desc()`, lists of them; null
 * and undefined say nothing. Null and missing sort as the smallest.
 * @returns by stored name, in order; a Map, since an object would put names that look like numbers first
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for unknown names and directions
 */
export function readSortBy(scope: PipelineScope, payloads: readonly unknown[]): ReadonlyMap<string, SortValue> {
  const sort = new Map<string, SortValue>();
  for (const payload of payloads) addPayload(scope, sort, payload, 0);
  return sort;
}

function addPayload(scope: PipelineScope, sort: Map<string, SortValue>, payload: unknown, depth: number): void {
  if (payload === null || payload === undefined) return;
  if (typeof payload === 'string') {
    const isDown = payload.startsWith('-');
    addTerm(scope, sort, isDown ? payload.slice(1) : payload, isDown ? -1 : 1);
  } else if (payload instanceof FieldOrder) addFieldOrder(scope, sort, payload);
  else if (Array.isArray(payload) && depth < MAX_NESTING) addList(scope, sort, payload, depth + 1);
  else if (isPlainObject(payload)) {
    for (const [name, direction] of Object.entries(payload)) addTerm(scope, sort, name, direction);
  } else throw refusedPart(scope, null, `takes names, lists, objects and orders of fields, got ${typeof payload}`);
}

function addList(scope: PipelineScope, sort: Map<string, SortValue>, list: readonly unknown[], depth: number): void {
  const [name, direction] = list;
  if (list.length === 2 && typeof name === 'string' && (direction === 'asc' || direction === 'desc')) {
    addTerm(scope, sort, name, direction);
    return;
  }
  for (const payload of list) addPayload(scope, sort, payload, depth);
}

function addFieldOrder(scope: PipelineScope, sort: Map<string, SortValue>, order: FieldOrder<never>): void {
  const { model, path, direction, nulls } = FieldOrder.content(order);
  if (!isOwnModel(scope.model, model)) throw refusedPart(scope, path, `is an order of ${model.name}`);
  addTerm(scope, sort, path, nulls === undefined ? direction : { dir: direction, nulls });
}

/** What was named before stays where it is. */
function addTerm(scope: PipelineScope, sort: Map<string, SortValue>, name: string, direction: unknown): void {
  const value = directionOf(scope, name, direction);
  const stored = typeof value === 'number' ? readPipelinePath(scope, name).stored : name;
  if (!sort.has(stored)) sort.set(stored, value);
}

function directionOf(scope: PipelineScope, name: string, direction: unknown): SortValue {
  if (direction === 1 || direction === 'asc') return 1;
  if (direction === -1 || direction === 'desc') return -1;
  if (isPlainObject(direction) && (direction.$meta === 'textScore' || direction.$meta === 'searchScore')) {
    return { $meta: direction.$meta };
  }
  throw refusedPart(scope, name, "is ordered by 1, -1, 'asc' or 'desc'", 'Null sorts as the smallest.');
}
