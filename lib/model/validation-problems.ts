import type { ValidationError as RuleError } from 'class-validator';
import type { ValidationProblem } from '../errors/value-errors';

/** class-validator's tree of errors as a flat list with dotted paths. */
export function problemsOfErrors(errors: readonly RuleError[], prefix = ''): ValidationProblem[] {
  return errors.flatMap((error) => {
    const path = prefix === '' ? String(error.property) : `${prefix}.${error.property}`;
    const own = Object.entries(error.constraints ?? {}).map(([constraint, message]) => ({ path, constraint, message }));
    return [...own, ...problemsOfErrors(error.children ?? [], path)];
  });
}
