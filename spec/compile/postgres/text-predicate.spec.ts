import type { Predicate } from '../../../lib/query/predicate';
import { condition } from './compiled';
import { makeModel, path, type } from './sample-models';

const like = (pattern: string, ignoreCase = false): Predicate => ({
  kind: 'like',
  path: path('title'),
  pattern,
  ignoreCase,
});
const regex = (source: string, flags: string): Predicate => ({ kind: 'regex', path: path('title'), source, flags });
const startsWith = (prefix: string): Predicate => ({ kind: 'startsWith', path: path('title'), prefix });

describe('text predicates on PostgreSQL', () => {
  it('match a pattern with backslash as the escape', () => {
    expect(condition(like('a\\%%'))).toEqual([`"title" LIKE $1::text ESCAPE '\\'`, 'a\\%%']);
  });

  it('read a backslash at the end as itself', () => {
    expect(condition(like('a\\'))[1]).toBe('a\\\\');
    expect(condition(like('a\\\\'))[1]).toBe('a\\\\');
  });

  it('fold case by the collation of the database, since "C" knows ASCII alone', () => {
    expect(condition(like('É', true))[0]).toBe(`"title" COLLATE "default" ILIKE $1::text ESCAPE '\\'`);
    expect(condition(regex('é', 'i'))[0]).toBe('"title" COLLATE "default" ~ $1::text');
  });

  it.each([
    ['', '(?p)a.b'],
    ['i', '(?ip)a.b'],
    ['m', '(?n)a.b'],
    ['s', '(?s)a.b'],
    ['ms', '(?w)a.b'],
  ])('treat line breaks with the flags %j as JavaScript does', (flags, pattern) => {
    expect(condition(regex('a.b', flags))[1]).toBe(pattern);
  });

  it('leave options that the pattern states itself', () => {
    expect(condition(regex('(?x)a b', 'i'))[1]).toBe('(?ipx)a b');
    expect(condition(regex('***=a.b', ''))[1]).toBe('***=a.b');
  });

  it('find a prefix as a range, up to the next text in code point order', () => {
    expect(condition(startsWith('ab'))).toEqual(['("title" >= $1::text AND "title" < $2::text)', 'ab', 'ac']);
    expect(condition(startsWith('a\ud7ff')).slice(1)).toEqual(['a\ud7ff', 'a\ue000']);
    expect(condition(startsWith('a\u{10ffff}')).slice(1)).toEqual(['a\u{10ffff}', 'b']);
    expect(condition(startsWith('\u{10ffff}'))).toEqual(['"title" >= $1::text', '\u{10ffff}']);
    expect(condition(startsWith(''))).toEqual(['"title" IS NOT NULL']);
  });

  it('do not use a range where the column has another order', () => {
    const model = makeModel('words', { word: { type: type.of('string'), collation: 'de-x-icu' } });
    const where: Predicate = { kind: 'startsWith', path: path('word', model), prefix: 'a' };
    expect(condition(where)).toEqual(['starts_with("word", $1::text)', 'a']);
  });
});
