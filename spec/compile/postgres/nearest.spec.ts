import { completeOrder, parseOrder } from '../../../lib/query/parse-order';
import { ALWAYS } from '../../../lib/query/predicate';
import { compiled } from './compiled';
import { find, makeModel, path, type } from './sample-models';

const PICTURE = makeModel('pictures', {
  id: { type: type.of('int'), role: 'primaryKey' },
  title: { type: type.of('string') },
  colour: { type: { kind: 'vector', dimensions: 3 }, nullable: true, column: 'colour_vector' },
});
const TITLE = path('title', PICTURE);

describe('nearest on PostgreSQL', () => {
  it('orders by Euclidean distance from a bound vector, then by key', () => {
    const orderBy = completeOrder(PICTURE, parseOrder(PICTURE, [{ colour: { $near: [1, -0.5, 1e-7] } }]));
    const where = { kind: 'compare', path: TITLE, operator: 'eq', operand: { kind: 'value', value: 'a' } } as const;
    expect(compiled(find({ model: PICTURE, selection: [TITLE], where, orderBy, limit: 5 }))).toEqual([
      'SELECT "title" FROM "pictures" WHERE "title" = $1::text ORDER BY "colour_vector" <-> $2::vector, "id" LIMIT $3::bigint',
      'a',
      '[1,-0.5,1.0000000116860974e-7]',
      '5',
    ]);
  });

  it('has one text for all vectors', () => {
    const text = (near: readonly number[]): string => {
      const orderBy = parseOrder(PICTURE, [{ colour: { $near: near } }]);
      return compiled(find({ model: PICTURE, selection: [TITLE], where: ALWAYS, orderBy }))[0];
    };
    expect(text([1, 2, 3])).toBe(text([4, 5, 6]));
  });
});
