import { keyPredicate } from '../../../lib/query/key-predicate';
import { native, sql } from '../../../lib/query/native-filter';
import { parseFilter } from '../../../lib/query/parse-filter';
import { printPredicate } from '../../../lib/query/print-predicate';
import { ID, OTHER_ID, USER } from './sample-model';

describe('printPredicate', () => {
  it('shows no value unless told', () => {
    const filter = {
      email: 'secret',
      name: { $like: 'secret%', $regex: 'secret', $startsWith: 'secret' },
      tags: { $overlaps: ['secret'], $any: { $in: ['secret', 'secret2'] } },
      prefs: { $hasKey: 'secret' },
      extra: { secret: true },
    };
    const text = printPredicate(parseFilter(USER, [filter, sql`x = ${'secret'}`, native({ secret: 1 })]));
    expect(text).not.toContain('secret');
    expect(text).toContain('email = ?');
    expect(text).toContain('sql x = ?');
  });

  it('is the same for lists of any length', () => {
    const print = (ages: number[]): string => printPredicate(parseFilter(USER, { age: ages }));
    expect(print([1])).toBe(print([1, 2, 3]));
  });

  it('prints keys', () => {
    expect(printPredicate(keyPredicate(USER, ID))).toBe('key = (?)');
    expect(printPredicate({ kind: 'keys', keys: [[ID], [OTHER_ID]] })).toBe('key in (?)');
  });
});
