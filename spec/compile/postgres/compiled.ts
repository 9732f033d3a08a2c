import { postgresCompiler } from '../../../lib/engines/postgres/postgres-compiler';
import type { AggregateOperation, FindOperation, WriteOperation } from '../../../lib/query/operation';
import type { Predicate } from '../../../lib/query/predicate';
import { find, path } from './sample-models';

const ALIVE = '("_expires_at" IS NULL OR "_expires_at" > statement_timestamp())';
/** The condition that every statement on a model with the hidden column has; specs leave it out of what they expect. */
const AND_ALIVE = ` AND ${ALIVE}`;

/** Text and values of an operation, without the condition on expiry. */
export function compiled(operation: FindOperation | AggregateOperation | WriteOperation): [string, ...unknown[]] {
  const { text, values } = postgresCompiler.compile(operation);
  return [text.replace(AND_ALIVE, '').replace(` WHERE ${ALIVE}`, ''), ...values];
}

/** The condition of a filter and its values. */
export function condition(where: Predicate): [string, ...unknown[]] {
  const [text, ...values] = compiled(find({ where }));
  const at = text.indexOf(' WHERE ');
  return [at === -1 ? '' : text.slice(at + ' WHERE '.length), ...values];
}

/** A comparison of an article's field with a value. */
export function compare(text: string, operator: 'eq' | 'ne' | 'gt' | 'lt', value: unknown): Predicate {
  return { kind: 'compare', path: path(text), operator, operand: { kind: 'value', value } };
}

/** What the function throws. */
export function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (cause) {
    return cause;
  }
  throw new Error('nothing was thrown');
}
