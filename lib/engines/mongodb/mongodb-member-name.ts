import type { LogicalType } from '../../types/logical-type';
import { ValueProblem } from '../../types/value-problem';
import { mapKeyText } from './mongodb-names';

/**
 * A name that MongoDB stores without doubt about its meaning: with a dollar in front it could be taken for an operator, with
 * a dot for a path. https://www.mongodb.com/docs/manual/core/dot-dollar-considerations/
 * @param what how to call it in the message
 * @throws ValueProblem (`key`) when it starts with `$`, or holds a dot or U+0000
 */
export function checkedMemberName(name: string, what: string): string {
  if (!name.startsWith('$') && !name.includes('.') && !name.includes('\0')) return name;
  throw new ValueProblem('key', `${what} on MongoDB must not start with $, or hold a dot or U+0000`);
}

/**
 * The key of a map entry as the name of its member.
 * @throws ValueProblem (`key`) like {@link checkedMemberName}
 */
export function memberNameOf(key: unknown, type: LogicalType): string {
  return checkedMemberName(mapKeyText(key, type), 'a key of a map');
}
