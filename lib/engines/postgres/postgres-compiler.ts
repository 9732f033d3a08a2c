import type { Compiler } from '../../contract/compiler';
import { assertNever } from '../../internal/assert-never';
import type { AggregateOperation, FindOperation, WriteOperation } from '../../query/operation';
import { compileAggregate } from './postgres-aggregate';
import { compileCopy } from './postgres-copy';
import { compileIncrement } from './postgres-increment';
import { compileInsert } from './postgres-insert';
import { compileFind } from './postgres-select';
import { PostgresShapes } from './postgres-shapes';
import type { PostgresStatement } from './postgres-statement';
import { compileDelete, compileUpdate } from './postgres-update';

const shapes = new PostgresShapes();

/**
 * Operations as SQL of PostgreSQL 14 and later. Numbers of rows, limits, lists and times to live are parameters: one
 * text per shape. Errors: `ValueProblem` for values that PostgreSQL cannot hold, `InvalidQueryError` for predicates of
 * other engines and for assignments that exclude each other.
 */
export const postgresCompiler: Compiler<PostgresStatement> = {
  compile(operation: FindOperation | AggregateOperation | WriteOperation): PostgresStatement {
    switch (operation.kind) {
      case 'find':
        return shapes.find(operation, compileFind) ?? compileFind(operation);
      case 'aggregate':
        return compileAggregate(operation);
      case 'insert':
        return (
          shapes.insert(operation, compileInsert) ?? compileCopy(operation, compileInsert) ?? compileInsert(operation)
        );
      case 'update':
        return shapes.update(operation, compileUpdate) ?? compileUpdate(operation);
      case 'delete':
        return shapes.delete(operation, compileDelete) ?? compileDelete(operation);
      case 'increment':
        return compileIncrement(operation);
      default:
        return assertNever(operation);
    }
  },
  describe(statement: PostgresStatement, withValues: boolean): string {
    if (!withValues || statement.values.length === 0) return statement.text;
    return `${statement.text} -- ${JSON.stringify(statement.values)}`;
  },
};
