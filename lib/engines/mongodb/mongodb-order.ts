import type { ModelMetadata } from '../../metadata/model-metadata';
import type { OrderTerm } from '../../query/selection';
import { byteOrderOf, needsByteOrder } from './mongodb-bytes-order';
import { codecOf } from './mongodb-codecs';
import { type Expression, isNull, itemAt, literal } from './mongodb-expression';
import { hasCompoundKey, ID, isKeyField } from './mongodb-names';
import { atPath, documentScope, pathValue, plainName } from './mongodb-path';
import type { BsonDocument, SortTerms } from './mongodb-statement';

/** Member that holds what an order is computed from, for the time of a read. */
const COMPUTED = '_polydoc';

/** An order as the server takes it. */
export interface MongoOrder {
  readonly sort: SortTerms;
  /** What has to be computed before: the stage that does it. Null where documents are ordered by what they have. */
  readonly before: BsonDocument | null;
}

/** Takes out again what an order was computed from. */
export const WITHOUT_COMPUTED: BsonDocument = Object.freeze({ $unset: COMPUTED });

/**
 * The order of documents. By itself the server puts null and missing first going up and last going down; the other two
 * places are told by a computed flag, and so is an order by what no name reaches.
 * @param nameOf where values stand that are not in their documents any more, else null
 */
export function orderOf(
  model: ModelMetadata,
  terms: readonly OrderTerm[],
  nameOf: ((term: OrderTerm) => string) | null = null,
): MongoOrder {
  const keySort = nameOf === null ? wholeKeySort(model, terms) : null;
  if (keySort !== null) return { sort: keySort, before: null };
  const scope = documentScope(model);
  const computed: Record<string, Expression> = {};
  const sort: (readonly [string, 1 | -1])[] = [];
  for (const [index, term] of terms.entries()) {
    const named = nameOf?.(term) ?? null;
    const value = named === null ? pathValue(term.path, scope) : `$${named}`;
    if (!hasNaturalNulls(term)) {
      computed[`n${index}`] = { $cond: [isNull(value), 1, 0] };
      sort.push([`${COMPUTED}.n${index}`, term.nulls === 'last' ? 1 : -1]);
    }
    const name = term.near === undefined && !needsByteOrder(term.path) ? (named ?? plainName(term.path, scope)) : null;
    if (name === null) computed[`v${index}`] = computedValue(term, value);
    sort.push([name ?? `${COMPUTED}.v${index}`, term.direction === 'asc' ? 1 : -1]);
  }
  return { sort, before: Object.keys(computed).length === 0 ? null : { $set: { [COMPUTED]: computed } } };
}

function hasNaturalNulls({ path, direction, nulls, near }: OrderTerm): boolean {
  return !path.nullable || near !== undefined || nulls === (direction === 'asc' ? 'first' : 'last');
}

/** All parts of a compound key in one direction are ordered as the key itself, which has an index. */
function wholeKeySort(model: ModelMetadata, terms: readonly OrderTerm[]): SortTerms | null {
  if (!hasCompoundKey(model) || terms.length < model.key.fields.length) return null;
  const direction = terms[0]?.direction;
  const isKey = model.key.fields.every((field, index) => {
    const term = terms[index];
    return term?.path.field === field && isKeyField(field) && term.direction === direction;
  });
  return isKey && terms.length === model.key.fields.length ? [[ID, direction === 'desc' ? -1 : 1]] : null;
}

function computedValue({ path, near }: OrderTerm, value: Expression): Expression {
  if (near !== undefined)
    return squaredDistance(
      value,
      atPath(path, () => codecOf(path.type).encode(near)),
    );
  // An order by a list is one by its smallest element; inside of a document lists are compared as they are.
  if (needsByteOrder(path)) return { b: byteOrderOf(value) };
  return { $ifNull: [value, null] };
}

/** Orders as the Euclidean distance does. */
function squaredDistance(vector: Expression, from: unknown): Expression {
  const difference = { $subtract: [itemAt('$$p', 0), itemAt('$$p', 1)] };
  const pairs = { $zip: { inputs: [vector, literal(from)] } };
  return { $sum: { $map: { input: pairs, as: 'p', in: { $multiply: [difference, difference] } } } };
}

/** The terms of an order as a stage of a pipeline. */
export function sortStage(sort: SortTerms): BsonDocument {
  return { $sort: new Map(sort) };
}
