import type { Predicate } from '../../query/predicate';
import { textAfter } from '../../types/text-after';
import { type Expression, literal } from './mongodb-expression';
import { type MongoScope, pathValue } from './mongodb-path';
import type { BsonDocument } from './mongodb-statement';

type Like = Extract<Predicate, { readonly kind: 'like' }>;
type Regex = Extract<Predicate, { readonly kind: 'regex' }>;
type StartsWith = Extract<Predicate, { readonly kind: 'startsWith' }>;

interface Pattern {
  readonly source: string;
  readonly options: string;
}

/** The end of the text; `$` would also stand before a line break at its end. */
const END = '(?![\\s\\S])';

/**
 * A `LIKE` pattern as a regular expression. What it begins with is stated literally behind `^`, which an index serves
 * (https://www.mongodb.com/docs/manual/reference/operator/query/regex/#index-use).
 */
function likePattern({ pattern, ignoreCase }: Like): Pattern {
  const parts = pattern.match(/\\?[\s\S]/gu) ?? [];
  const source = parts.map((part) => {
    if (part === '%') return '.*';
    return part === '_' ? '.' : escaped(part.length > 1 && part.startsWith('\\') ? part.slice(1) : part);
  });
  const isOpen = source.at(-1) === '.*';
  while (source.at(-1) === '.*') source.pop();
  return { source: `^${source.join('')}${isOpen ? '' : END}`, options: ignoreCase ? 'is' : 's' };
}

/** A character that means itself in a regular expression. */
function escaped(character: string): string {
  if (character === '\0') return '\\x00';
  return /[\\^$.*+?()[\]{}|]/.test(character) ? `\\${character}` : character;
}

/** The source as it is but for U+0000, which the server takes only when it is written in letters. */
function regexPattern({ source, flags }: Regex): Pattern {
  const sent = source.replace(/\\[\s\S]|\0/g, (part) => (part.endsWith('\0') ? '\\x00' : part));
  return { source: sent, options: flags };
}

function patternOf(predicate: Like | Regex): Pattern {
  return predicate.kind === 'like' ? likePattern(predicate) : regexPattern(predicate);
}

/** `$regex` with the case rules of Unicode; no text, no match. The flags i, m and s are options of the same names. */
export function patternOperators(predicate: Like | Regex): BsonDocument {
  const { source, options } = patternOf(predicate);
  return options === '' ? { $regex: source } : { $regex: source, $options: options };
}

/** The same of a computed value. */
export function patternExpression(predicate: Like | Regex, scope: MongoScope): Expression {
  const { source, options } = patternOf(predicate);
  const match = { input: { $ifNull: [pathValue(predicate.path, scope), null] }, regex: literal(source) };
  return { $regexMatch: options === '' ? match : { ...match, options } };
}

/** Text with a prefix, as a range: a prefix may be longer than a regular expression, and an index serves it. */
export function startsWithOperators({ prefix }: StartsWith): BsonDocument {
  const next = textAfter(prefix);
  return next === null ? { $gte: prefix } : { $gte: prefix, $lt: next };
}

/** The same of a computed value. */
export function startsWithExpression({ path, prefix }: StartsWith, scope: MongoScope): Expression {
  return { $eq: [{ $indexOfCP: [{ $ifNull: [pathValue(path, scope), null] }, literal(prefix)] }, 0] };
}
