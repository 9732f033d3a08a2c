import { BSON } from 'mongodb';
import { assertNever } from '../../internal/assert-never';
import { isPlainObject } from '../../types/is-plain-object';
import type { AggregateStatement, BsonDocument, FindStatement, MongoStatement, MongoTarget } from './mongodb-statement';

const VALUE = '?';

/**
 * A statement as one writes it in MongoDB's shell, with a question mark for every value. Names are shown, those of entries
 * of maps among them: they are names of members; and so is a comment, which is there to be seen.
 * @param withValues puts the values behind it, as extended JSON
 */
export function describeStatement(statement: MongoStatement, withValues: boolean): string {
  const text = textOf(statement);
  return withValues ? `${text} -- ${BSON.EJSON.stringify(contentOf(statement))}` : text;
}

function textOf(statement: MongoStatement): string {
  switch (statement.kind) {
    case 'find':
      return findText(statement);
    case 'aggregate':
      return aggregateText(statement);
    case 'insert':
      return called(statement.target, ...insertText(statement.documents));
    case 'update': {
      const method = statement.many ? 'updateMany' : 'updateOne';
      return called(statement.target, method, filterText(statement.filter), updateText(statement.update));
    }
    case 'replace':
      return called(statement.target, 'replaceOne', filterText(statement.filter), namesText(statement.replacement));
    case 'findAndModify': {
      const { target, filter, update } = statement;
      return called(target, 'findOneAndUpdate', filterText(filter), updateText(update));
    }
    case 'delete':
      return called(statement.target, statement.many ? 'deleteMany' : 'deleteOne', filterText(statement.filter));
    case 'bulkWrite':
      return statement.writes.map(({ write }) => textOf(write)).join('; ');
    default:
      return assertNever(statement);
  }
}

function called({ database, collection }: MongoTarget, method: string, ...given: readonly string[]): string {
  return `${database ?? 'db'}.${collection}.${method}(${given.join(', ')})`;
}

function findText({ target, filter, projection, sort, limit, skip, hints }: FindStatement): string {
  const given = [filterText(filter), ...(projection === null ? [] : [plainText(Object.entries(projection))])];
  return [
    called(target, 'find', ...given),
    ...(sort === null ? [] : [`.sort(${plainText(sort)})`]),
    ...(skip === 0 ? [] : [`.skip(${VALUE})`]),
    ...(limit === null ? [] : [`.limit(${VALUE})`]),
    ...(hints.comment === null ? [] : [`.comment(${JSON.stringify(hints.comment)})`]),
  ].join('');
}

function aggregateText({ target, pipeline, hints }: AggregateStatement): string {
  const options = hints.comment === null ? [] : [`{ comment: ${JSON.stringify(hints.comment)} }`];
  return called(target, 'aggregate', `[${pipeline.map(stageText).join(', ')}]`, ...options);
}

function stageText(stage: BsonDocument): string {
  return members(stage, (name, content) => {
    if (name === '$match' && isPlainObject(content)) return filterText(content);
    if (name === '$sort' && content instanceof Map) return plainText([...content]);
    if (name === '$project' && isPlainObject(content)) {
      return members(content, (_name, kept) => (kept === 0 || kept === 1 ? String(kept) : expressionText(kept)));
    }
    return name === '$unset' ? String(content) : expressionText(content);
  });
}

/** What holds no values: names with the directions of an order, or with what a projection does. */
function plainText(entries: readonly (readonly [unknown, unknown])[]): string {
  return entries.length === 0 ? '{}' : `{ ${entries.map(([name, value]) => `${name}: ${value}`).join(', ')} }`;
}

function members(document: BsonDocument, text: (name: string, content: unknown) => string): string {
  return plainText(Object.entries(document).map(([name, content]) => [name, text(name, content)]));
}

function isOperators(content: unknown): content is BsonDocument {
  return isPlainObject(content) && Object.keys(content)[0]?.startsWith('$') === true;
}

function filterText(filter: BsonDocument): string {
  return members(filter, (name, content) => {
    if (name === '$expr') return expressionText(content);
    if (isCombinator(name) && Array.isArray(content)) {
      return `[${content.map((part: unknown) => (isPlainObject(part) ? filterText(part) : VALUE)).join(', ')}]`;
    }
    return isOperators(content) || (name === '$elemMatch' && isPlainObject(content)) ? filterText(content) : VALUE;
  });
}

function isCombinator(name: string): boolean {
  return name === '$and' || name === '$or' || name === '$nor';
}

function expressionText(expression: unknown): string {
  if (typeof expression === 'string') return expression.startsWith('$') ? `"${expression}"` : VALUE;
  if (Array.isArray(expression)) return `[${expression.map(expressionText).join(', ')}]`;
  if (!isPlainObject(expression)) return VALUE;
  return members(expression, (name, content) => (name === '$literal' ? VALUE : expressionText(content)));
}

function updateText(update: BsonDocument | readonly BsonDocument[]): string {
  if (isPipeline(update)) return `[${update.map(stageText).join(', ')}]`;
  return members(update, (_, fields) => namesText(fields));
}

function isPipeline(update: BsonDocument | readonly BsonDocument[]): update is readonly BsonDocument[] {
  return Array.isArray(update);
}

/** Names of what is written. */
function namesText(document: unknown): string {
  if (document instanceof Map) return plainText([...document.keys()].map((name) => [name, VALUE]));
  return isPlainObject(document) ? members(document, () => VALUE) : VALUE;
}

/** One document stands for all of them. */
function insertText(documents: readonly BsonDocument[]): readonly [string, string] {
  const [first] = documents;
  if (documents.length === 1) return ['insertOne', namesText(first)];
  return ['insertMany', `[${namesText(first)}, ... ${documents.length}]`];
}

/** What of a statement holds values. */
function contentOf(statement: MongoStatement): unknown {
  switch (statement.kind) {
    case 'find': {
      const { filter, skip, limit } = statement;
      return { filter: shown(filter), skip, limit };
    }
    case 'aggregate':
      return shown(statement.pipeline);
    case 'insert':
      // One by one: all of them may be more than one message takes.
      return statement.documents.map(shown);
    case 'replace':
      return [shown(statement.filter), shown(statement.replacement)];
    case 'update':
    case 'findAndModify':
      return [shown(statement.filter), shown(statement.update)];
    case 'delete':
      return shown(statement.filter);
    case 'bulkWrite':
      return statement.writes.map(({ write }) => contentOf(write));
    default:
      return assertNever(statement);
  }
}

/** A value as the client sends it: moments by the clock are those of the description. */
function shown(value: unknown): unknown {
  return BSON.deserialize(BSON.serialize({ value }), { promoteValues: false }).value;
}
