import { Decimal } from '../../../lib/types/decimal';
import { ARTICLE } from '../../compile/postgres/sample-models';
import { type Article, address } from './article-store';

const EMPTY: Article = Object.fromEntries(ARTICLE.fields.map((field) => [field.property, null]));

/** One with everything, one with nulls, one with empty values. */
export function sampleArticles(): readonly [Article, Article, Article] {
  return [
    {
      id: 1,
      title: 'one',
      author: 'Zoë "q" \\ back',
      views: 5,
      price: new Decimal('12.50'),
      at: new Date('2020-01-02T03:04:05.678Z'),
      tags: ['a', 'b,"c\\', ''],
      scores: [1, 2, 3],
      labels: new Set(['x', 'y']),
      prefs: new Map([
        ['k', 1],
        ['__proto__', 2],
      ]),
      address: address({
        city: 'Paris',
        zip: 75,
        tags: ['t1'],
        visits: 9_223_372_036_854_775_807n,
        price: new Decimal('1e-12'),
        since: new Date(-63_000_000_000_000),
        raw: new Uint8Array([0, 255, 1]),
      }),
      lines: [address({ city: 'L0', zip: 1 }), address({ city: 'L1', zip: 2 })],
      raw: new Uint8Array([1, 2, 0]),
      meta: { a: [1, { b: 'x' }] },
      rev: 1,
      active: true,
      ref: '00000000-0000-4000-8000-000000000001',
    },
    { ...EMPTY, id: 2, title: 'two' },
    {
      id: 3,
      title: 'três',
      author: 'Ärger',
      views: 0,
      price: new Decimal('-1e30'),
      at: new Date(8.64e15),
      tags: [],
      scores: [],
      labels: new Set(),
      prefs: new Map(),
      address: address({ city: null }),
      lines: [],
      raw: new Uint8Array(),
      meta: [],
      rev: 2,
      active: false,
      ref: '00000000-0000-4000-8000-000000000002',
    },
  ];
}
