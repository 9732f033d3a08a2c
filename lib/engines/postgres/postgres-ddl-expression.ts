import type { ModelMetadata } from '../../metadata/model-metadata';
import type { FieldPath } from '../../query/field-path';
import type { Predicate } from '../../query/predicate';
import { quoteText } from './postgres-column';
import { pathSql, tableScope } from './postgres-path';
import { predicateSql } from './postgres-predicate';
import { SqlWriter } from './sql-writer';

/** Writes values into the text: indexes and views take no parameters. */
class LiteralWriter extends SqlWriter {
  override bind(value: string | null): string {
    return value === null ? 'NULL' : quoteText(value);
  }
}

/** Value of a path as an expression without parameters; the one that statements use, so that an index serves them. */
export function literalPathSql(path: FieldPath): string {
  return pathSql(path, tableScope(new LiteralWriter()));
}

/** A condition without parameters. Throws `InvalidQueryError` for what PostgreSQL cannot answer. */
export function literalPredicateSql(model: ModelMetadata, predicate: Predicate): string {
  return predicateSql(predicate, model, tableScope(new LiteralWriter()));
}
