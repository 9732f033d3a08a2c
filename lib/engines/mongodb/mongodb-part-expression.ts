import { asList, bound, type Expression, entriesOf, itemAt } from './mongodb-expression';

/** Elements of a list behind a position: the longest list that there can be. */
const REST = 2 ** 31 - 1;

/** A list with one item made anew. */
export function replacedItem(list: Expression, index: number, make: (item: Expression) => Expression): Expression {
  return bound(asList(list), `l${index}`, (items) => {
    const item = bound(itemAt(items, index), `i${index}`, make);
    const before = index === 0 ? [] : [{ $slice: [items, index] }];
    return { $concatArrays: [...before, [item], { $slice: [items, index + 1, REST] }] };
  });
}

/** A list with one item taken out; a position beyond its end changes nothing. */
export function removedItem(list: Expression, index: number): Expression {
  const before = index === 0 ? [] : [{ $slice: [list, index] }];
  return { $concatArrays: [...before, { $slice: [list, index + 1, REST] }] };
}

/** A sub-document with one of its members made anew; null and missing count as empty. */
export function withMember(value: Expression, name: string, member: Expression): Expression {
  // Only this way a name may be empty.
  return { $mergeObjects: [value, { $arrayToObject: [[{ k: { $literal: name }, v: member }]] }] };
}

/** A sub-document without one of its members. */
export function withoutMember(value: Expression, name: string): Expression {
  const kept = { $filter: { input: entriesOf(value), as: 'm', cond: { $ne: ['$$m.k', { $literal: name }] } } };
  return { $arrayToObject: kept };
}
