import type { Predicate } from '../../query/predicate';
import { allIn, anyOf, asList, type Expression, entriesOf, negation } from './mongodb-expression';
import { elementName, elementScope, type MongoScope, pathValue } from './mongodb-path';
import type { BsonDocument } from './mongodb-statement';
import { elementType, isPlainType } from './mongodb-types';

type Quantifier = Extract<Predicate, { readonly kind: 'quantifier' }>;

/** Makes the filter of one element, or null where filters of elements cannot say it. */
export type ElementFilter = (element: Predicate, scope: MongoScope) => BsonDocument | null;

/**
 * A condition on elements as `$elemMatch`, which an index serves; null where it cannot say it. Elements that are lists
 * themselves are left to expressions: inside of them operators mean the list's own elements as well.
 */
export function quantifierOperators(
  { quantifier, path, element }: Quantifier,
  scope: MongoScope,
  filterOf: ElementFilter,
): BsonDocument | null {
  const type = elementType(path.type);
  if (path.type.kind === 'map' || (!isPlainType(type) && type.kind !== 'embedded')) return null;
  const filter = filterOf(element, elementScope(scope, type));
  if (filter === null || Object.keys(filter).length === 0) return null;
  if (quantifier === 'any') return { $elemMatch: filter };
  if (quantifier === 'none') return { $not: { $elemMatch: filter } };
  const opposite = isPlainType(type) ? oppositeOf(filter) : oppositeOfOnly(filter);
  return opposite === null ? null : { $not: { $elemMatch: opposite } };
}

function oppositeOf(operators: BsonDocument): BsonDocument | null {
  return '$not' in operators ? null : { $not: operators };
}

/** The opposite of a condition on one member; of several there is none without a combinator. */
function oppositeOfOnly(filter: BsonDocument): BsonDocument | null {
  const [name, ...others] = Object.keys(filter);
  if (name === undefined || others.length > 0 || name.startsWith('$')) return null;
  const operators = filter[name];
  if (typeof operators !== 'object' || operators === null || '$not' in operators) return null;
  return { [name]: { $not: operators } };
}

/**
 * A condition on the elements of a collection, or on the values of a map. `conditionOf` makes the condition of one element.
 * No elements: `all` and `none` hold.
 */
export function quantifierExpression(
  { quantifier, path, element }: Quantifier,
  scope: MongoScope,
  conditionOf: (element: Predicate, scope: MongoScope) => Expression,
): Expression {
  const inner = elementScope(scope, elementType(path.type));
  const value = pathValue(path, scope);
  const list = path.type.kind === 'map' ? { $map: { input: entriesOf(value), as: 'p', in: '$$p.v' } } : asList(value);
  const name = elementName(inner.depth);
  const condition = conditionOf(element, inner);
  if (quantifier === 'all') return allIn(list, name, condition);
  const found = anyOf(list, name, condition);
  return quantifier === 'any' ? found : negation(found);
}
