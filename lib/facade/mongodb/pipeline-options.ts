import { isPlainObject } from '../../types/is-plain-object';
import { type PipelineScope, refusedPart } from './pipeline-scope';

/**
 * The members of a stage's options, which are all known.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for what is no object, and for unknown and missing members
 */
export function stageOptions<K extends string>(
  scope: PipelineScope,
  given: unknown,
  names: readonly K[],
  needed: readonly K[] = [],
): Readonly<Partial<Record<K, unknown>>> {
  if (!isPlainObject(given)) throw refusedPart(scope, null, `takes an object with ${names.join(', ')}`);
  const known: readonly string[] = names;
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) throw refusedPart(scope, null, `does not know \`${unknown}\``);
  const missing = needed.find((name) => given[name] === undefined);
  if (missing !== undefined) throw refusedPart(scope, null, `needs \`${missing}\``);
  const options: Partial<Record<K, unknown>> = {};
  for (const name of names) if (given[name] !== undefined) options[name] = given[name];
  return options;
}

/** Names as a list: of one name, or of several. */
export function namesOf(scope: PipelineScope, given: unknown): readonly string[] {
  const names: readonly unknown[] = Array.isArray(given) ? given : [given];
  const texts = names.filter((name): name is string => typeof name === 'string' && name !== '');
  if (texts.length === names.length && texts.length > 0) return texts;
  throw refusedPart(scope, null, 'takes names of fields');
}
