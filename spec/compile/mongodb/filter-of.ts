import { compilePredicate } from '../../../lib/engines/mongodb/mongodb-predicate';
import type { BsonDocument } from '../../../lib/engines/mongodb/mongodb-statement';
import type { Predicate } from '../../../lib/query/predicate';
import { ARTICLE, path } from '../postgres/sample-models';

/** The filter that a predicate on articles becomes. */
export function filterOf(predicate: Predicate): BsonDocument {
  return compilePredicate(ARTICLE, predicate);
}

/** A comparison of an article's field with a value. */
export function compare(text: string, operator: 'eq' | 'ne' | 'gt' | 'lt' | 'lte', value: unknown): Predicate {
  return { kind: 'compare', path: path(text), operator, operand: { kind: 'value', value } };
}

/** A comparison of an article's field with another one. */
export function compareFields(text: string, operator: 'eq' | 'ne' | 'lt', other: string): Predicate {
  return { kind: 'compare', path: path(text), operator, operand: { kind: 'field', path: path(other) } };
}
