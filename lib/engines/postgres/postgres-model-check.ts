import type { FieldMetadata } from '../../metadata/field-metadata';
import type { IndexMetadata } from '../../metadata/index-metadata';
import type { ModelMetadata } from '../../metadata/model-metadata';

/** PostgreSQL cuts longer names without a word: https://www.postgresql.org/docs/current/limits.html */
const MAX_NAME_BYTES = 63;
/** A table's row must name each column: https://www.postgresql.org/docs/current/limits.html */
const MAX_COLUMNS = 1_600;
/** pgvector: https://github.com/pgvector/pgvector#vector-type */
const MAX_DIMENSIONS = 16_000;
/** Access methods of other stores. */
const FOREIGN_METHODS = new Set(['sai', 'sasi', 'text', '2dsphere', '2d', 'hashed', 'wildcard']);

function nameProblem(what: string, name: string | null): string[] {
  if (name === null || name === '') return name === null ? [] : [`${what} is empty.`];
  if (name.includes('\0')) return [`${what} holds a U+0000, which PostgreSQL does not take.`];
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return [];
  return [`${what} \`${name}\` is longer than the ${MAX_NAME_BYTES} bytes that PostgreSQL keeps of a name.`];
}

function fieldProblems(field: FieldMetadata): string[] {
  const problems = nameProblem(`The stored name of \`${field.property}\``, field.column);
  for (const marker of field.driverOnly) {
    problems.push(`\`${field.property}\` is marked \`${marker}\`, which only Cassandra has. Take the marker away.`);
  }
  if (field.type.kind === 'vector' && field.type.dimensions > MAX_DIMENSIONS) {
    problems.push(`\`${field.property}\` has more than the ${MAX_DIMENSIONS} dimensions that pgvector stores.`);
  }
  return problems;
}

function indexProblems(index: IndexMetadata): string[] {
  const paths = index.parts.map((part) => part.path).join(', ');
  const problems = nameProblem(`The name of the index on \`${paths}\``, index.name);
  if (index.using !== null && FOREIGN_METHODS.has(index.using)) {
    problems.push(`The index on \`${paths}\` uses \`${index.using}\`, which PostgreSQL does not have.`);
  }
  return problems;
}

/** Everything about a model that PostgreSQL and PGlite cannot take, as sentences. */
export function postgresModelProblems(model: ModelMetadata): readonly string[] {
  const problems = [
    ...nameProblem('The name of the table', model.table),
    ...nameProblem('The name of the schema', model.namespace),
    ...model.fields.flatMap(fieldProblems),
    ...model.indexes.flatMap(indexProblems),
  ];
  if (model.fields.length >= MAX_COLUMNS) problems.push(`It has more than the ${MAX_COLUMNS} columns of a table.`);
  return problems;
}
