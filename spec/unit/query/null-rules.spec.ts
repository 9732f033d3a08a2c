import fc from 'fast-check';
import { parseFilter } from '../../../lib/query/parse-filter';
import { matches } from './matches';
import { model, scalar } from './sample-model';

class Row {}

const ROW = model(Row, [
  { property: 'id', type: scalar('int'), role: 'primaryKey' },
  { property: 'a', type: scalar('int'), nullable: true },
  { property: 'b', type: scalar('int'), nullable: true },
]);

const cell = fc.option(fc.integer({ min: 0, max: 2 }));
const row = fc.record({ id: fc.constant(1), a: cell, b: cell });

const conditions = fc.oneof(
  cell.map((operand) => ({ filter: operand, test: (value: number | null) => value === operand })),
  cell.map((operand) => ({ filter: { $ne: operand }, test: (value: number | null) => value !== operand })),
  cell.map((operand) => ({
    filter: { $gt: operand },
    test: (value: number | null) => value !== null && operand !== null && value > operand,
  })),
  cell.map((operand) => ({
    filter: { $lte: operand },
    test: (value: number | null) => value !== null && operand !== null && value <= operand,
  })),
  fc.array(cell, { maxLength: 3 }).map((list) => ({
    filter: { $in: list },
    test: (value: number | null) => list.includes(value),
  })),
  fc.array(cell, { maxLength: 3 }).map((list) => ({
    filter: { $nin: list },
    test: (value: number | null) => !list.includes(value),
  })),
);

describe('null rules of filters', () => {
  it('are those of plain equality, and every negation is the opposite', () => {
    fc.assert(
      fc.property(row, conditions, conditions, (values, first, second) => {
        const [one, other] = [first.test(values.a), second.test(values.b)];
        const holds = (filter: unknown): boolean => matches(parseFilter(ROW, filter), values);
        expect(holds({ a: first.filter })).toBe(one);
        expect(holds({ $not: { a: first.filter } })).toBe(!one);
        expect(holds({ a: first.filter, b: second.filter })).toBe(one && other);
        expect(holds({ $or: [{ a: first.filter }, { b: second.filter }] })).toBe(one || other);
        expect(holds({ $not: [{ a: first.filter }, { $not: { b: second.filter } }] })).toBe(!(one && !other));
      }),
    );
  });
});
