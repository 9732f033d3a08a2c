import fc from 'fast-check';
import { completeOrder, parseOrder } from '../../../lib/query/parse-order';
import { seekAfter } from '../../../lib/query/seek';
import type { OrderTerm } from '../../../lib/query/selection';
import { matches } from './matches';
import { printPredicate } from './print-predicate';
import { ID, model, scalar, USER } from './sample-model';

class Row {}

const ROW = model(Row, [
  { property: 'id', type: scalar('int'), role: 'primaryKey' },
  { property: 'a', type: scalar('int'), nullable: true },
  { property: 'b', type: scalar('int'), nullable: true },
]);

interface RowValues {
  readonly id: number;
  readonly a: number | null;
  readonly b: number | null;
}

function valueAt(row: RowValues, term: OrderTerm): number | null {
  return Reflect.get(row, term.path.text);
}

function compare(terms: readonly OrderTerm[], left: RowValues, right: RowValues): number {
  for (const term of terms) {
    const [x, y] = [valueAt(left, term), valueAt(right, term)];
    if (x === y) continue;
    if (x === null || y === null) return (x === null) === (term.nulls === 'first') ? -1 : 1;
    return x < y === (term.direction === 'asc') ? -1 : 1;
  }
  return 0;
}

describe('seekAfter', () => {
  it('asks for what is behind, term by term', () => {
    const order = completeOrder(USER, parseOrder(USER, ['-age']));
    expect(printPredicate(seekAfter(order, [5, ID]))).toBe('age < ? or age is null or (age = ? and id > ?)');
    expect(printPredicate(seekAfter(order, [null, ID]))).toBe('age is null and id > ?');
  });

  it('walks every order to the end, without a gap or a repetition', () => {
    const cell = fc.option(fc.integer({ min: 0, max: 2 }));
    const rows = fc.uniqueArray(fc.record({ id: fc.integer({ min: 0, max: 30 }), a: cell, b: cell }), {
      selector: (row) => row.id,
      maxLength: 12,
    });
    const direction = fc.record({ dir: fc.constantFrom('asc', 'desc'), nulls: fc.constantFrom('first', 'last') });
    const orders = fc.oneof(fc.record({ a: direction, b: direction }), fc.record({ b: direction }), fc.constant({}));
    fc.assert(
      fc.property(rows, orders, (all, payload) => {
        const terms = completeOrder(ROW, parseOrder(ROW, [payload]));
        const sorted = [...all].sort((left, right) => compare(terms, left, right));
        for (const [index, row] of sorted.entries()) {
          const after = seekAfter(
            terms,
            terms.map((term) => valueAt(row, term)),
          );
          expect(sorted.filter((candidate) => matches(after, candidate))).toEqual(sorted.slice(index + 1));
        }
      }),
    );
  });
});
