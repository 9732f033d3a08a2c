import type { ModelMetadata } from '../metadata/model-metadata';
import type { LogicalType } from '../types/logical-type';
import { parserFor } from '../types/parse-value';
import { ValueProblem } from '../types/value-problem';
import { invalidQuery } from './refuse-query';

/**
 * The canonical form of an operand.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for null, undefined and values that do not fit the type
 */
export function parseOperand(
  model: ModelMetadata,
  type: LogicalType,
  value: unknown,
  path: string,
  operator: string,
): unknown {
  if (value === undefined) throw invalidQuery(model, { path, operator }, 'got undefined; leave the condition out');
  if (value === null) throw invalidQuery(model, { path, operator }, 'cannot take null here');
  try {
    return parserFor(type)(value);
  } catch (cause) {
    if (!(cause instanceof ValueProblem)) {
      throw invalidQuery(model, { path, operator, cause }, `got a value that cannot be read as ${type.kind}`);
    }
    const within = cause.path.length === 0 ? '' : ` at \`${cause.path.join('.')}\``;
    const reason = cause.message.replace(/\.$/, '');
    throw invalidQuery(model, { path, operator, cause }, `got a value that does not fit${within}: ${reason}`);
  }
}
