import type { AggregateOperation, FindOperation, WriteOperation } from '../query/operation';

/**
 * Turns one operation into what the driver runs. Pure: the same operation gives an equal result; no connection, no
 * clock, no randomness. Throws `ValueProblem` with a path whose first step is the field for a value that the store
 * cannot hold exactly, and `InvalidQueryError` for a question that the store cannot answer.
 */
export interface Compiler<C> {
  compile(operation: FindOperation | AggregateOperation | WriteOperation): C;
  /** Text for events, `explain` and logs; values are not in it unless `withValues`. */
  describe(compiled: C, withValues: boolean): string;
}
