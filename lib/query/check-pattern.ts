import { hasAmbiguousRepetition } from './ambiguous-repetition';

type SafeRegex = (pattern: string) => boolean;

let safeRegex: SafeRegex | null = null;

/** Loaded at the first regular expression, so that importing the package does not pay for it. */
function loadSafeRegex(): SafeRegex {
  if (safeRegex === null) {
    const loaded: { readonly safeRegex: SafeRegex } = require('safe-regex2');
    safeRegex = loaded.safeRegex;
  }
  return safeRegex;
}

/** Why a `$like` pattern cannot be used, or null. A backslash must stand before something. */
export function likeProblem(pattern: string): string | null {
  const trailing = /\\*$/.exec(pattern)?.[0].length ?? 0;
  return trailing % 2 === 1 ? 'ends with a lone backslash' : null;
}

/**
 * Why a regular expression cannot be used, or null. Refused is what a backtracking engine can take exponential or
 * high polynomial time for: nested repetitions (safe-regex2), and repetitions whose parts can match the same text.
 */
export function regexProblem(source: string, flags: string): string | null {
  const flag = /[^ims]/.exec(flags)?.[0];
  if (flag !== undefined) return `has the flag \`${flag}\`; only i, m and s are known`;
  if (source === '') return 'is empty';
  if (!loadSafeRegex()(source)) return 'can take exponential time, or is not a regular expression';
  return hasAmbiguousRepetition(source) ? 'repeats alternatives that match the same text' : null;
}
