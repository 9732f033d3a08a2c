import type { Compiler } from '../../contract/compiler';
import { assertNever } from '../../internal/assert-never';
import type { AggregateOperation, FindOperation, WriteOperation } from '../../query/operation';
import { compileAggregate } from './mongodb-aggregate';
import { compileDelete } from './mongodb-delete';
import { describeStatement } from './mongodb-describe';
import { compileFind } from './mongodb-find';
import { compileIncrement } from './mongodb-increment';
import { compileInsert } from './mongodb-insert';
import type { MongoStatement } from './mongodb-statement';
import { compileUpdate } from './mongodb-update';

/**
 * Operations as statements of MongoDB 5.0 and later. Errors: `ValueProblem` for values that MongoDB cannot hold,
 * `InvalidQueryError` for predicates of other engines and for assignments that exclude each other.
 */
export const mongodbCompiler: Compiler<MongoStatement> = {
  compile(operation: FindOperation | AggregateOperation | WriteOperation): MongoStatement {
    switch (operation.kind) {
      case 'find':
        return compileFind(operation);
      case 'aggregate':
        return compileAggregate(operation);
      case 'insert':
        return compileInsert(operation);
      case 'update':
        return compileUpdate(operation);
      case 'delete':
        return compileDelete(operation);
      case 'increment':
        return compileIncrement(operation);
      default:
        return assertNever(operation);
    }
  },
  describe: describeStatement,
};
