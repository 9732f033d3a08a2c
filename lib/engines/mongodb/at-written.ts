import type { FieldPath } from '../../query/field-path';
import { ValueProblem } from '../../types/value-problem';

/** Runs `encode`; a problem in it tells the place that was written to, with the field as its first step. */
export function atWritten<T>({ field, text }: FieldPath, encode: () => T): T {
  try {
    return encode();
  } catch (cause) {
    if (!(cause instanceof ValueProblem)) throw cause;
    const root = field?.property ?? text;
    const below = text.slice(root.length + 1);
    throw (below === '' ? cause : cause.within(below)).within(root);
  }
}
