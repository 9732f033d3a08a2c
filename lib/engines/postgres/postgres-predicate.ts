import { InvalidQueryError } from '../../errors/usage-errors';
import { assertNever } from '../../internal/assert-never';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { ColumnReference } from '../../query/column-reference';
import type { NativeFragment, Predicate } from '../../query/predicate';
import { arrayText, codecOf } from './postgres-codecs';
import { collectionSql, hasKeySql, sizeSql } from './postgres-collection-predicate';
import { quoteName } from './postgres-column';
import { compareSql, inSql } from './postgres-comparison';
import { atPath, type PathScope, pathSql } from './postgres-path';
import { quantifierSql } from './postgres-quantifier';
import { rawParameter } from './postgres-raw-parameter';
import { likeSql, regexSql, startsWithSql } from './postgres-text-predicate';

/**
 * A predicate as an SQL condition that is true exactly where the predicate holds. Elsewhere it is false or null, and
 * may be: `AND` and `OR` never turn null into true, and `not` is written `IS NOT TRUE`.
 * Throws `ValueProblem` for operands that PostgreSQL cannot hold, and `InvalidQueryError` for predicates of others.
 */
export function predicateSql(predicate: Predicate, model: ModelMetadata, scope: PathScope): string {
  switch (predicate.kind) {
    case 'always':
      return 'TRUE';
    case 'never':
      return 'FALSE';
    case 'and':
      return joined(predicate.operands, ' AND ', model, scope);
    case 'or':
      return joined(predicate.operands, ' OR ', model, scope);
    case 'not':
      return `(${predicateSql(predicate.operand, model, scope)}) IS NOT TRUE`;
    case 'key':
      return keySql(predicate.values, model, scope);
    case 'keys':
      return keysSql(predicate.keys, model, scope);
    case 'quantifier':
      return quantifierSql(predicate, scope, (element, inner) => predicateSql(element, model, inner));
    case 'native':
      return nativeSql(predicate.fragment, scope);
    case 'token':
      throw new InvalidQueryError('PostgreSQL has no partition tokens.', { model: model.name });
    default:
      return conditionSql(predicate, scope);
  }
}

type PathPredicate = Extract<Predicate, { readonly path: unknown }>;

function conditionSql(predicate: Exclude<PathPredicate, { readonly kind: 'quantifier' }>, scope: PathScope): string {
  switch (predicate.kind) {
    case 'compare':
      return compareSql(predicate, scope);
    case 'in':
      return inSql(predicate, scope);
    case 'null':
      return `${pathSql(predicate.path, scope)} IS ${predicate.negated ? 'NOT ' : ''}NULL`;
    case 'like':
      return likeSql(predicate, scope);
    case 'regex':
      return regexSql(predicate, scope);
    case 'startsWith':
      return startsWithSql(predicate, scope);
    case 'collection':
      return collectionSql(predicate, scope);
    case 'size':
      return sizeSql(predicate, scope);
    case 'hasKey':
      return hasKeySql(predicate, scope);
    default:
      return assertNever(predicate);
  }
}

function joined(operands: readonly Predicate[], by: string, model: ModelMetadata, scope: PathScope): string {
  return `(${operands.map((operand) => predicateSql(operand, model, scope)).join(by)})`;
}

function keySql(values: readonly unknown[], model: ModelMetadata, scope: PathScope): string {
  return model.key.fields
    .map((field, index) => {
      const text = atPath({ text: field.property }, () => codecOf(field.type).encode(values[index]));
      return `${scope.prefix}${quoteName(field.column)} = ${scope.writer.bind(text)}`;
    })
    .join(' AND ');
}

function keysSql(keys: readonly (readonly unknown[])[], model: ModelMetadata, scope: PathScope): string {
  const columns = model.key.fields.map((field) => `${scope.prefix}${quoteName(field.column)}`);
  const lists = model.key.fields.map((field, index) => {
    const codec = codecOf(field.type);
    const values = keys.map((key) => key[index]);
    return `${scope.writer.bind(atPath({ text: field.property }, () => arrayText(codec, values)))}::${codec.sqlType}[]`;
  });
  if (columns.length === 1) return `${columns.join()} = ANY(${lists.join()})`;
  return `(${columns.join(', ')}) IN (SELECT * FROM unnest(${lists.join(', ')}))`;
}

function nativeSql(fragment: NativeFragment, scope: PathScope): string {
  if (fragment.language !== 'sql') {
    throw new InvalidQueryError(`A native filter in ${fragment.language} cannot be used on PostgreSQL.`, {
      hint: 'Use sql`...`.',
    });
  }
  const { strings, values } = fragment;
  const text = strings.map((part, index) => (index < values.length ? part + nativeValue(values[index], scope) : part));
  return `(${text.join('')})`;
}

function nativeValue(value: unknown, scope: PathScope): string {
  return value instanceof ColumnReference ? pathSql(value.path, scope) : scope.writer.bind(rawParameter(value));
}
