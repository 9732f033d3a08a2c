import { isWellFormedText } from '../types/well-formed-text';

/** Says what is wrong with a stored name, or gives null. `what` names the thing, as in "stored name". */
export function nameProblem(what: string, name: unknown): string | null {
  if (typeof name !== 'string') return `the ${what} is not a string`;
  if (name === '') return `the ${what} is empty`;
  if (name.includes('\0')) return `the ${what} contains a NUL character`;
  return isWellFormedText(name) ? null : `the ${what} contains a lone surrogate`;
}
