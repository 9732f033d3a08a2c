/** Names of consistency levels that every engine with such a thing understands. */
export const CONSISTENCY_LEVELS = [
  'any',
  'one',
  'two',
  'three',
  'quorum',
  'all',
  'localQuorum',
  'eachQuorum',
  'localOne',
  'serial',
  'localSerial',
] as const;

/** Name of a consistency level. */
export type ConsistencyLevel = (typeof CONSISTENCY_LEVELS)[number];

/** True for the name of a consistency level. */
export function isConsistencyLevel(value: unknown): value is ConsistencyLevel {
  return CONSISTENCY_LEVELS.some((level) => level === value);
}
