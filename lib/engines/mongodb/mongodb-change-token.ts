import { BSON } from 'mongodb';
import { InvalidQueryError } from '../../errors/usage-errors';
import { propertyOf } from '../../internal/property-of';
import type { ModelMetadata } from '../../metadata/model-metadata';

/** The token is of another stream, or the oplog no longer has what came after it. */
const LOST_CODES = new Set([260, 280, 286]);

/** A resume token as text. What is in it is the server's business. */
export function changeToken(resumeToken: unknown): string {
  return Buffer.from(BSON.serialize({ _: resumeToken })).toString('base64url');
}

/**
 * The resume token of a text.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for what no stream gave.
 */
export function resumeToken(model: ModelMetadata, token: string): unknown {
  try {
    const read: unknown = BSON.deserialize(Buffer.from(token, 'base64url'));
    const found = propertyOf(read, '_');
    if (typeof found === 'object' && found !== null) return found;
  } catch (cause) {
    throw foreignToken(model, cause);
  }
  throw foreignToken(model, undefined);
}

/** The error for a place that the server cannot go on from; any other cause as it is. */
export function placeError(model: ModelMetadata, cause: unknown): unknown {
  if (!LOST_CODES.has(Number(propertyOf(cause, 'code')))) return cause;
  return new InvalidQueryError(`${model.name}: changes after this token are gone, so that some would be missed.`, {
    model: model.name,
    operation: 'watch',
    hint: 'They are kept as long as the oplog holds them. Begin without a token, and read what is stored anew.',
    cause,
  });
}

function foreignToken(model: ModelMetadata, cause: unknown): InvalidQueryError {
  return new InvalidQueryError(`${model.name}: \`after\` is no token of a stream of changes.`, {
    model: model.name,
    operation: 'watch',
    hint: 'Give the `token` of a change as it was.',
    cause,
  });
}
