/**
 * Looks at an object as named values. Documents and embedded values are typed by their classes, which says nothing to
 * code that works from metadata; this is the one place where that view is taken.
 */
export function asRecord(value: object): Record<string, unknown> {
  return value as Record<string, unknown>;
}
