import type { FieldPath } from '../../query/field-path';
import type { Predicate } from '../../query/predicate';
import { textAfter } from '../../types/text-after';
import { columnType } from './postgres-column';
import { atPath, type PathScope, pathSql } from './postgres-path';
import { storableText } from './postgres-scalar-codecs';

type Like = Extract<Predicate, { readonly kind: 'like' }>;
type Regex = Extract<Predicate, { readonly kind: 'regex' }>;
type StartsWith = Extract<Predicate, { readonly kind: 'startsWith' }>;

/** Collation that knows upper and lower case beyond ASCII, as `"C"` does not: the database's own. */
const FOLDING = 'COLLATE "default"';

/** Text of a path; types that are text in JavaScript alone are turned into it. */
function textOf(path: FieldPath, scope: PathScope): string {
  const value = pathSql(path, scope);
  return columnType(path.type) === 'text' ? value : `(${value}::text COLLATE "C")`;
}

/** `LIKE`, or `ILIKE` with the case rules of the database's own collation. */
export function likeSql({ path, pattern, ignoreCase }: Like, scope: PathScope): string {
  const value = textOf(path, scope);
  const text = scope.writer.bind(atPath(path, () => storableText(completePattern(pattern))));
  const operator = ignoreCase ? `${FOLDING} ILIKE` : 'LIKE';
  return `${value} ${operator} ${text}::text ESCAPE '\\'`;
}

/** A backslash at the very end escapes nothing and would be an error of the server; it stands for itself. */
function completePattern(pattern: string): string {
  const trailing = /\\*$/.exec(pattern)?.[0].length ?? 0;
  return trailing % 2 === 1 ? `${pattern}\\` : pattern;
}

/**
 * `~` with the flags of JavaScript as embedded options of PostgreSQL, so that the dot, `^` and `$` treat line breaks
 * as JavaScript does: none is `p` (the dot stops at a line break, anchors are those of the text), `s` is `s`, `m` is
 * `n`, `m` with `s` is `w`. The pattern's dialect is the server's
 * (https://www.postgresql.org/docs/current/functions-matching.html#POSIX-METASYNTAX).
 */
export function regexSql({ path, source, flags }: Regex, scope: PathScope): string {
  const value = textOf(path, scope);
  const ignoreCase = flags.includes('i');
  const pattern = scope.writer.bind(atPath(path, () => storableText(withOptions(source, flags))));
  return `${value}${ignoreCase ? ` ${FOLDING}` : ''} ~ ${pattern}::text`;
}

function withOptions(source: string, flags: string): string {
  // A pattern may state options itself; only one group of them is allowed, and its later letters win.
  const own = /^\(\?([a-z]+)\)/.exec(source);
  if (source.startsWith('***')) return source;
  const options = `${flags.includes('i') ? 'i' : ''}${lineMode(flags)}${own?.[1] ?? ''}`;
  return `(?${options})${source.slice(own?.[0].length ?? 0)}`;
}

function lineMode(flags: string): string {
  if (flags.includes('m')) return flags.includes('s') ? 'w' : 'n';
  return flags.includes('s') ? 's' : 'p';
}

/**
 * Text with a prefix, as a range, which an index in code point order serves even in a plan for unknown values. Columns
 * with a collation of their own have another order and take `starts_with`.
 */
export function startsWithSql({ path, prefix }: StartsWith, scope: PathScope): string {
  const value = textOf(path, scope);
  if (prefix === '') return `${value} IS NOT NULL`;
  const low = `${scope.writer.bind(atPath(path, () => storableText(prefix)))}::text`;
  if (path.steps.length === 0 && path.field !== null && path.field.collation !== null) {
    return `starts_with(${value}, ${low})`;
  }
  const next = textAfter(prefix);
  return next === null ? `${value} >= ${low}` : `(${value} >= ${low} AND ${value} < ${scope.writer.bind(next)}::text)`;
}
