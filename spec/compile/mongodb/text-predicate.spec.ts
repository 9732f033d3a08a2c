import type { Predicate } from '../../../lib/query/predicate';
import { path } from '../postgres/sample-models';
import { filterOf } from './filter-of';

const like = (pattern: string, ignoreCase = false): Predicate => ({
  kind: 'like',
  path: path('title'),
  pattern,
  ignoreCase,
});
const regex = (source: string, flags: string): Predicate => ({ kind: 'regex', path: path('title'), source, flags });
const startsWith = (prefix: string, text = 'title'): Predicate => ({ kind: 'startsWith', path: path(text), prefix });
const END = '(?![\\s\\S])';

describe('text predicates on MongoDB', () => {
  it.each([
    ['a_c', `^a.c${END}`],
    ['abc%', '^abc'],
    ['%b%', '^.*b'],
    ['%%', '^'],
    ['', `^${END}`],
    ['a\\%\\_\\\\', `^a%_\\\\${END}`],
    ['a.*$(', `^a\\.\\*\\$\\(${END}`],
    ['a\\', `^a\\\\${END}`],
    ['\0', `^\\x00${END}`],
    ['😀_', `^😀.${END}`],
  ])('like %p', (pattern, source) => {
    expect(filterOf(like(pattern))).toEqual({ title: { $regex: source, $options: 's' } });
  });

  it('ignores case by an option', () => {
    expect(filterOf(like('a%', true))).toEqual({ title: { $regex: '^a', $options: 'is' } });
  });

  it('sends regular expressions as they are, with their flags', () => {
    expect(filterOf(regex('^a.b$', ''))).toEqual({ title: { $regex: '^a.b$' } });
    expect(filterOf(regex('a', 'ims'))).toEqual({ title: { $regex: 'a', $options: 'ims' } });
    expect(filterOf(regex('a\0\\\\\0\\\0', ''))).toEqual({ title: { $regex: 'a\\x00\\\\\\x00\\x00' } });
  });

  it('asks for a prefix by a range, which an index serves and which has no limit', () => {
    expect(filterOf(startsWith('ab'))).toEqual({ title: { $gte: 'ab', $lt: 'ac' } });
    expect(filterOf(startsWith('a\ud7ff'))).toEqual({ title: { $gte: 'a\ud7ff', $lt: 'a\ue000' } });
    expect(filterOf(startsWith('a\u{10ffff}'))).toEqual({ title: { $gte: 'a\u{10ffff}', $lt: 'b' } });
    expect(filterOf(startsWith('\u{10ffff}'))).toEqual({ title: { $gte: '\u{10ffff}' } });
    expect(filterOf(startsWith(''))).toEqual({ title: { $gte: '' } });
  });

  it('has the same as expressions behind an index', () => {
    const value = { $ifNull: [{ $arrayElemAt: [{ $ifNull: ['$tags', null] }, 0] }, null] };
    expect(filterOf(startsWith('$a', 'tags.0'))).toEqual({
      $expr: { $eq: [{ $indexOfCP: [value, { $literal: '$a' }] }, 0] },
    });
    expect(filterOf({ ...like('a%'), path: path('tags.0') } as Predicate)).toEqual({
      $expr: { $regexMatch: { input: value, regex: { $literal: '^a' }, options: 's' } },
    });
  });
});
