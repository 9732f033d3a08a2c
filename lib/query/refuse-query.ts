import { InvalidQueryError } from '../errors/usage-errors';
import type { ModelMetadata } from '../metadata/model-metadata';

/** Where in a query something is wrong. */
export interface QueryPlace {
  /** Field path as the user wrote it, or null where no field is concerned. */
  readonly path: string | null;
  readonly operator?: string | undefined;
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/**
 * The error for a query that cannot be meant: names model, path, operator and reason.
 * @param reason what is wrong, as the end of a sentence without its full stop
 */
export function invalidQuery(model: ModelMetadata, place: QueryPlace, reason: string): InvalidQueryError {
  const subject = place.path === null || place.path === '' ? model.name : `${model.name}.${place.path}`;
  const operator = place.operator === undefined ? '' : ` \`${place.operator}\``;
  return new InvalidQueryError(`${subject}:${operator} ${reason}.`, {
    model: model.name,
    path: place.path ?? undefined,
    hint: place.hint,
    cause: place.cause,
  });
}
