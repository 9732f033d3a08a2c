import type { IndexMetadata } from '../../metadata/index-metadata';
import type { ModelMetadata } from '../../metadata/model-metadata';
import type { EmbeddedShape, FieldShape, LogicalType } from '../../types/logical-type';
import { EXPIRY_FIELD } from './mongodb-expiry';
import { ID, isKeyField } from './mongodb-names';
import { REGISTRY } from './mongodb-schema-registry';

/** Database, dot and collection: https://www.mongodb.com/docs/manual/reference/limits/ */
const MAX_NAMESPACE_BYTES = 255;
/** Names of databases, in bytes; those on Windows have fewer characters, and files of that name are made there, too. */
const MAX_DATABASE_BYTES = 63;
const DATABASE_CHARACTERS = /[/\\. "$*<>:|?\0]/;
/** Indexes of a collection, the one on the key included. */
const MAX_INDEXES = 64;
/** Fields of one index. */
const MAX_INDEX_FIELDS = 32;
/** Kinds of indexes of MongoDB, by the names that models use; `vector` asks for none. */
const METHODS = new Set(['btree', 'text', '2dsphere', '2d', 'hashed', 'wildcard', 'vector']);

function collectionProblems({ table, namespace }: ModelMetadata): string[] {
  const problems: string[] = [];
  if (table.includes('$')) problems.push(`The name of the collection \`${table}\` holds a \`$\`.`);
  if (table.startsWith('system.'))
    problems.push("The names of collections that begin with `system.` are the server's own.");
  if (table === REGISTRY) problems.push(`The collection \`${REGISTRY}\` is where polydoc notes what it made.`);
  if (Buffer.byteLength(`${namespace ?? ''}.${table}`) > MAX_NAMESPACE_BYTES) {
    problems.push(
      `The name of the collection \`${table}\` is longer than the ${MAX_NAMESPACE_BYTES} bytes of MongoDB.`,
    );
  }
  if (namespace === null) return problems;
  if (DATABASE_CHARACTERS.test(namespace)) {
    problems.push(`The name of the database \`${namespace}\` holds a character that MongoDB does not take there.`);
  }
  if (Buffer.byteLength(namespace) > MAX_DATABASE_BYTES) {
    problems.push(
      `The name of the database \`${namespace}\` is longer than the ${MAX_DATABASE_BYTES} bytes of MongoDB.`,
    );
  }
  return problems;
}

/** What marks the client's own values, and what is no plain member of an object. */
const RESERVED_NAMES = new Set(['_bsontype', '__proto__']);

/** Names that a document can have and that a path can reach. */
function storedNameProblem(property: string, column: string): string[] {
  if (RESERVED_NAMES.has(column)) {
    return [`The stored name \`${column}\` of \`${property}\` means something else to the client of MongoDB.`];
  }
  if (!column.startsWith('$') && !column.includes('.')) return [];
  return [`The stored name \`${column}\` of \`${property}\` must not hold a dot or start with a $ on MongoDB.`];
}

function fieldProblems(field: FieldShape): string[] {
  return [...storedNameProblem(field.property, field.column), ...partProblems(field.type, field.property, [])];
}

/** Problems of what lies inside a value. */
function partProblems(type: LogicalType, place: string, seen: readonly EmbeddedShape[]): string[] {
  switch (type.kind) {
    case 'list':
    case 'set':
      return partProblems(type.element, place, seen);
    case 'map':
      return partProblems(type.value, place, seen);
    case 'tuple':
      return type.elements.flatMap((element) => partProblems(element, place, seen));
    case 'embedded': {
      const shape = type.shape();
      if (seen.includes(shape)) return [];
      return shape.fields.flatMap((field) => [
        ...storedNameProblem(`${place}.${field.property}`, field.column),
        ...partProblems(field.type, `${place}.${field.property}`, [...seen, shape]),
      ]);
    }
    default:
      return [];
  }
}

function reservedProblems(model: ModelMetadata): string[] {
  return model.fields.flatMap((field) => {
    if (!isKeyField(field) && field.column === ID) {
      return [
        `\`${field.property}\` is stored as \`${ID}\`, which is the key on MongoDB: make it the key, or name it otherwise.`,
      ];
    }
    if (isKeyField(field) || field.column !== EXPIRY_FIELD) return [];
    return [
      `\`${field.property}\` is stored as \`${field.column}\`, which says when a document ends: name it otherwise.`,
    ];
  });
}

function indexProblems(index: IndexMetadata): string[] {
  const paths = index.parts.map((part) => part.path).join(', ');
  const problems: string[] = [];
  if (index.using !== null && !METHODS.has(index.using)) {
    problems.push(`The index on \`${paths}\` uses \`${index.using}\`, which MongoDB does not have.`);
  }
  if (index.name === '*' || index.name === '_id_') {
    problems.push(`The name of the index on \`${paths}\` is one that MongoDB keeps for itself.`);
  }
  if (index.parts.length > MAX_INDEX_FIELDS) {
    problems.push(`The index on \`${paths}\` has more than ${MAX_INDEX_FIELDS} fields.`);
  }
  if (index.using === 'hashed' && index.unique)
    problems.push(`The index on \`${paths}\` is hashed: it cannot be unique.`);
  if (index.using === 'wildcard' && (index.unique || index.parts.length > 1)) {
    problems.push(`The index on \`${paths}\` is a wildcard index: of one field, and not unique.`);
  }
  return problems;
}

/** Everything about a model that MongoDB cannot take, as sentences. */
export function mongodbModelProblems(model: ModelMetadata): readonly string[] {
  const marked = model.fields.flatMap((field) =>
    field.driverOnly.map(
      (marker) => `\`${field.property}\` is marked \`${marker}\`, which only Cassandra has. Take the marker away.`,
    ),
  );
  const problems = [
    ...collectionProblems(model),
    ...model.fields.flatMap(fieldProblems),
    ...reservedProblems(model),
    ...marked,
    ...model.indexes.flatMap(indexProblems),
  ];
  if (model.indexes.length >= MAX_INDEXES - 1) {
    problems.push(`It has more indexes than the ${MAX_INDEXES} that MongoDB keeps of a collection.`);
  }
  return problems;
}
