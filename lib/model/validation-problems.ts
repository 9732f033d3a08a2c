import type { ValidationError as RuleError } from 'class-validator';
import type { ValidationProblem } from '../errors/value-errors';

/** class-validator's tree of errors as a flat list with dotted paths. */
export function problemsOfErrors(errors: readonly RuleError[], prefix = ''): ValidationProblem[] {
  return errors.flatMap((error) => {
    const path = pathOf(error, prefix);
    const own = Object.entries(error.constraints ?? {}).map(([constraint, message]) => ({ path, constraint, message }));
    return [...own, ...problemsOfErrors(error.children ?? [], path)];
  });
}

/** A value of a class without rules has an error that names no property: it is the value's own. */
function pathOf(error: RuleError, prefix: string): string {
  const property: unknown = error.property;
  if (property === undefined) return prefix;
  return prefix === '' ? String(property) : `${prefix}.${String(property)}`;
}
