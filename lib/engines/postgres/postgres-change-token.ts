import { InvalidQueryError } from '../../errors/usage-errors';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { CHANGES_KEPT } from './postgres-change-log';

/** A place in a log of changes. */
export interface ChangePlace {
  /** Oid of the log: a log that was made anew counts from the beginning. */
  readonly log: string;
  readonly position: bigint;
}

/** What a log holds. */
export interface ChangeRange {
  /** The highest position. */
  readonly head: bigint;
  /** All up to here may be gone. */
  readonly purged: bigint;
}

/** The place as text. */
export function changeToken({ log, position }: ChangePlace): string {
  return `${log}.${position}`;
}

/**
 * The position that a token stands for.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) when it is no token of this log, or what came after it is gone.
 */
export function positionAfter(model: ModelMetadata, token: string, log: string, range: ChangeRange): bigint {
  const [, from, digits] = /^(\d{1,10})\.(\d{1,19})$/.exec(token) ?? [];
  const position = digits === undefined ? null : BigInt(digits);
  const facts = { model: model.name, operation: 'watch' };
  if (position === null || from !== log || position > range.head) {
    throw new InvalidQueryError(`${model.name}: \`after\` is no token of a stream of changes of this store.`, {
      ...facts,
      hint: 'Give the `token` of a change as it was; after a restore or a move to another server begin without one.',
    });
  }
  if (position >= range.purged) return position;
  throw new InvalidQueryError(`${model.name}: changes after this token are gone, so that some would be missed.`, {
    ...facts,
    hint: `They are kept for ${CHANGES_KEPT}. Begin without a token, and read what is stored anew.`,
  });
}
