import { ValueProblem } from './value-problem';

/**
 * The problem of a value of the wrong kind: `must be a string, not an array`. Names the kind and never the value,
 * because messages may be logged.
 */
export function misfit(expected: string, value: unknown): ValueProblem {
  return value === null || value === undefined
    ? new ValueProblem('required', `must be ${expected}, not ${value === null ? 'null' : 'undefined'}`)
    : new ValueProblem('type', `must be ${expected}, not ${kindName(value)}`);
}

function kindName(value: unknown): string {
  if (typeof value === 'object') {
    // `[object Array]` and the like; a tag is chosen by the class, so it is safe to show.
    const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
    return tag === 'Object' ? 'an object' : `${/^[AEIOU]/.test(tag) ? 'an' : 'a'} ${tag}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return 'NaN or an infinity';
  return `a ${typeof value}`;
}

/** What was thrown while a part of a value was handled, seen from one level further out. */
export function locatedAt(cause: unknown, step: string): unknown {
  return cause instanceof ValueProblem ? cause.within(step) : cause;
}
