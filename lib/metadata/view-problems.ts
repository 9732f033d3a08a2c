import { ModelDefinitionError } from '../errors/definition-errors';
import type { AnyClass } from '../internal/any-class';
import { isModelClass } from './is-model-class';
import type { ModelMetadata } from './model-metadata';
import type { ProblemList } from './problem-list';
import type { ResolvedField } from './resolve-field';
import { sameType } from './same-type';
import { sourceOf, viewKeys } from './view-of-draft';
import type { ViewStatement } from './view-options';

/**
 * Reports everything that is wrong with a view against its source.
 * @param metadataOf gives the metadata of the source
 */
export function checkView(
  options: ViewStatement,
  owner: AnyClass,
  fields: readonly ResolvedField[],
  metadataOf: (source: AnyClass) => ModelMetadata,
  problems: ProblemList,
): void {
  checkKeys(options, fields, problems);
  const source = soundSource(options, owner, metadataOf, problems);
  if (source === null || options.aggregate !== undefined) return;
  for (const column of options.columns ?? []) {
    if (!source.fieldByProperty.has(column)) {
      problems.add(`columns names ${column}, but ${source.name} has no such field: write names of its fields`);
    }
  }
  for (const { field } of fields) checkAgainst(source, field.property, options, fields, problems);
}

function checkKeys(options: ViewStatement, fields: readonly ResolvedField[], problems: ProblemList): void {
  const keys = viewKeys(options.keys);
  if (keys === null) return;
  const named = [...keys.partition, ...keys.clustering];
  if (keys.partition.length === 0) problems.add("keys names no field: write keys: ['field']");
  if (new Set(named).size < named.length) problems.add('keys names a field twice: name each once');
  const properties = new Set(fields.map(({ field }) => field.property));
  for (const name of named) {
    if (!properties.has(name))
      problems.add(`keys names ${name}, which is no field of the view: write @Field() ${name}`);
  }
  for (const { field, roles } of fields) {
    if (named.includes(field.property) || (!roles.has('primaryKey') && !roles.has('clusteringKey'))) continue;
    problems.addFor(field.property, 'is a key field, but keys does not name it: write it in keys, or @Field() on it');
  }
}

function soundSource(
  options: ViewStatement,
  owner: AnyClass,
  metadataOf: (source: AnyClass) => ModelMetadata,
  problems: ProblemList,
): ModelMetadata | null {
  const source = definedSource(options);
  if (source === null || !isModelClass(source) || source === owner) {
    problems.add('of is no model: write of: Source, or of: () => Source where Source is declared later');
    return null;
  }
  try {
    return metadataOf(source);
  } catch (error) {
    if (!(error instanceof ModelDefinitionError)) throw error;
    problems.addLines(error.message.split('\n'));
    return null;
  }
}

function definedSource(options: ViewStatement): AnyClass | null {
  const of: unknown = options.of;
  if (typeof of !== 'function') return null;
  const source: unknown = sourceOf(options);
  return typeof source === 'function' ? sourceOf(options) : null;
}

function checkAgainst(
  source: ModelMetadata,
  property: string,
  options: ViewStatement,
  fields: readonly ResolvedField[],
  problems: ProblemList,
): void {
  const own = fields.find(({ field }) => field.property === property)?.field;
  const original = source.fieldByProperty.get(property);
  if (own === undefined) return;
  if (original === undefined) {
    problems.addFor(property, `${source.name} has no such field: name it as there`);
  } else if (!sameType(own.type, original.type)) {
    problems.addFor(property, `its type is not that of ${source.name}.${property}: write the same type`);
  }
  const isKept = options.columns === undefined || options.columns.includes(property) || own.role !== 'plain';
  if (!isKept) problems.addFor(property, 'is not in columns: write it there');
}
