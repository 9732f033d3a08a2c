import { likeProblem, regexProblem } from '../../../lib/query/check-pattern';

describe('regexProblem', () => {
  it.each([
    '^abc$',
    'a+b*',
    '(foo|bar)*',
    '^[A-Z]{2}\\d{4}$',
    '^.*a.*$',
    '\\d+.*',
    '(?:ab|cd){2,}',
    '[[:alpha:]]+',
    '^(a|b)c?$',
    '\\bword\\b',
    'a|b|c',
    '[^)]+',
    '(?<year>\\d{4})-\\d\\d',
  ])('allows %s', (source) => {
    expect(regexProblem(source, '')).toBeNull();
  });

  it.each([
    '(a+)+$',
    '(a*)*',
    '(a|a)*',
    '(a|ab)+',
    '(\\w|\\d)*x',
    '(a|)*',
    '(.|a)+',
    '([a-z]|b){2,}',
    '(a|A)*',
    'a*a*a*b',
    '.*.*.*.*x',
    '((a|a))*',
    '(?:(?:x|x))+y',
    '(a|a){50}',
    '',
    '(',
    '[',
  ])('refuses %s', (source) => {
    expect(regexProblem(source, '')).toEqual(expect.any(String));
  });

  it('knows three flags', () => {
    expect(regexProblem('a', 'ims')).toBeNull();
    expect(regexProblem('a', 'g')).toContain('`g`');
    expect(regexProblem('a', 'u')).toContain('`u`');
  });
});

describe('likeProblem', () => {
  it('refuses a pattern whose last backslash escapes nothing', () => {
    expect(likeProblem('a\\')).not.toBeNull();
    expect(likeProblem('a\\\\')).toBeNull();
    expect(likeProblem('a\\%')).toBeNull();
    expect(likeProblem('')).toBeNull();
  });
});
