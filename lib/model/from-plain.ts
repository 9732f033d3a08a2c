import { DocumentParsingError } from '../errors/value-errors';
import type { AnyClass } from '../internal/any-class';
import { modelMetadataOf } from '../metadata/model-metadata-of';
import type { PlainOptions, PlainPath } from './plain-reading';
import { readPlain } from './read-plain';
import { throwProblems } from './throw-problems';

/**
 * Builds a document from untrusted input, such as `JSON.parse` gives. class-transformer's rules first, then types and
 * class-validator's rules; no I/O. Values are in their JSON forms, as `toJSON` gives them, or in their JavaScript forms.
 *
 * Fields that polydoc fills (`@Version`, `@CreatedAt`, `@UpdatedAt`, generated keys) are fields like others, so that
 * what `toJSON` gave is taken back; a write sets the version and the update time anew in any case. What clients must not
 * set is marked with `@Exclude({ toClassOnly: true })`: it is dropped silently, as class-transformer does.
 * @throws DocumentParsingError (POLYDOC_DOCUMENT_PARSING) for what is no plain object and, unless
 *   `{ unknown: 'strip' }`, for keys that are no fields, embedded values' included; it names them all.
 * @throws ValidationError (POLYDOC_VALIDATION) with every problem of types and rules.
 */
export async function documentFromPlain(
  modelClass: AnyClass,
  json: unknown,
  options: PlainOptions = {},
): Promise<object> {
  const model = modelMetadataOf(modelClass);
  const { document, unknownKeys, problems } = await readPlain(modelClass, json, options);
  if (unknownKeys.length > 0) throw unknownKeysError(model.name, unknownKeys);
  throwProblems(model, problems);
  return document;
}

const MAX_NAMED = 20;
const MAX_NAME_LENGTH = 100;

/** Names come from the sender: quoted, and cut, so that they cannot flood or forge a log. */
function unknownKeysError(model: string, paths: readonly PlainPath[]): DocumentParsingError {
  const named = paths.slice(0, MAX_NAMED).map((path) => JSON.stringify(path.join('.').slice(0, MAX_NAME_LENGTH)));
  const more = paths.length > MAX_NAMED ? ` and ${paths.length - MAX_NAMED} more` : '';
  const [subject, verb] = paths.length === 1 ? ['The key', 'is'] : ['The keys', 'are'];
  return new DocumentParsingError(`${subject} ${named.join(', ')}${more} ${verb} unknown to ${model}.`, {
    model,
    hint: "Pass { unknown: 'strip' } to drop what the class does not have.",
  });
}

export type { PlainOptions } from './plain-reading';
