import { ValueProblem } from '../../types/value-problem';
import type { BsonDocument } from './mongodb-statement';

/** An expression of an aggregation: text is a reference (`$a.b`, `$$element`), an object an operator. */
export type Expression = string | boolean | BsonDocument;

const EMPTY_LIST = Object.freeze([]);

/** A value that cannot be taken for a reference or an operator. */
export function literal(value: unknown): BsonDocument {
  return { $literal: value };
}

/** True for null and for what is missing, which comparisons of expressions tell apart. */
export function isNull(value: Expression): BsonDocument {
  return { $eq: [{ $ifNull: [value, null] }, null] };
}

/** True for everything but null and what is missing. */
export function isPresent(value: Expression): BsonDocument {
  return { $ne: [{ $ifNull: [value, null] }, null] };
}

/** The opposite of a condition. */
export function negation(condition: Expression): BsonDocument {
  return { $not: [condition] };
}

/** All conditions hold; every one may be asked, whatever the others say. */
export function every(conditions: readonly Expression[]): Expression {
  const [first] = conditions;
  return conditions.length === 1 && first !== undefined ? first : { $and: conditions };
}

/** One of the conditions holds. */
export function some(conditions: readonly Expression[]): Expression {
  const [first] = conditions;
  return conditions.length === 1 && first !== undefined ? first : { $or: conditions };
}

/** The value as a list; what is none is an empty one, since operators of lists fail for other values. */
export function asList(value: Expression): BsonDocument {
  return { $cond: [{ $isArray: [value] }, value, EMPTY_LIST] };
}

/** Entries of a sub-document as a list of `{ k, v }`; none where there is no sub-document. */
export function entriesOf(value: Expression): BsonDocument {
  return { $objectToArray: { $cond: [{ $eq: [{ $type: value }, 'object'] }, value, literal({})] } };
}

/** True where a condition holds for one item of a list. */
export function anyOf(list: Expression, name: string, condition: Expression): BsonDocument {
  return { $anyElementTrue: [{ $map: { input: list, as: name, in: condition } }] };
}

/** True where a condition holds for all items of a list. */
export function allIn(list: Expression, name: string, condition: Expression): BsonDocument {
  return { $allElementsTrue: [{ $map: { input: list, as: name, in: condition } }] };
}

/** An item of a list; missing beyond its end. */
export function itemAt(list: Expression, index: number): BsonDocument {
  return { $arrayElemAt: [list, index] };
}

/** True for a name that can be part of a path. */
export function isPathName(name: string): boolean {
  return name !== '' && !name.startsWith('$') && !name.includes('.') && !name.includes('\0');
}

/**
 * A member of a sub-document, whatever its name.
 * @throws ValueProblem (`key`) for a name with U+0000, which BSON does not have
 */
export function memberOf(value: Expression, name: string): Expression {
  if (name.includes('\0')) throw new ValueProblem('key', 'a name on MongoDB must not hold U+0000');
  if (!isPathName(name)) return { $getField: { field: literal(name), input: value } };
  if (typeof value === 'string') return `${value}.${name}`;
  return { $let: { vars: { v: value }, in: `$$v.${name}` } };
}

/** Gives a value a name where it is long and needed often. */
export function bound(value: Expression, name: string, body: (value: Expression) => Expression): Expression {
  if (typeof value === 'string') return body(value);
  return { $let: { vars: { [name]: value }, in: body(`$$${name}`) } };
}
