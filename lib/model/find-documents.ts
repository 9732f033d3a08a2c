import { DocumentNotFoundError, MultipleDocumentsFoundError } from '../errors/outcome-errors';
import type { AnyClass } from '../internal/any-class';
import { chunksOf } from '../internal/chunks-of';
import type { ModelMetadata } from '../metadata/model-metadata';
import { findOperation } from '../query/find-operation';
import { parseKey } from '../query/key-predicate';
import { parseFilter } from '../query/parse-filter';
import type { Predicate } from '../query/predicate';
import { initialState, isEmptyState } from '../query/query-state';
import { isPlainObject } from '../types/is-plain-object';
import { keyForError } from './document-key';
import { loadDocuments } from './document-reader';
import { narrowTo } from './narrow';
import type { ReadOptions } from './options';
import { rewrittenState } from './rewrite-query';
import { withRunOptions } from './run-options';
import { type ModelContext, modelContext } from './write-context';

/**
 * Most keys that one statement of `getMany` carries. Servers look at lists of keys one by one: above some hundreds a round
 * trip more is cheaper (https://www.mongodb.com/docs/manual/reference/operator/query/in/).
 */
const KEYS_PER_READ = 1000;

/**
 * One document by key or by filter.
 * @throws DocumentNotFoundError, MultipleDocumentsFoundError, InvalidQueryError.
 */
export function getDocument<T extends object>(
  modelClass: AnyClass<T>,
  target: unknown,
  options: ReadOptions | undefined,
): Promise<T> {
  const context = modelContext(modelClass, options);
  const where = targetPredicate(context, target);
  const read = readDocuments(context, where, where.kind === 'key' ? null : 2);
  return read.then((documents) => narrowTo(modelClass, onlyOne(context, where, documents)));
}

function onlyOne(context: ModelContext, where: Predicate, documents: readonly object[]): object {
  const { model } = context;
  const [document] = documents;
  if (document === undefined) throw notFound(context, where);
  if (documents.length > 1) {
    throw new MultipleDocumentsFoundError(`More than one ${model.name} matches.`, {
      model: model.name,
      engine: context.runtime.name,
      operation: 'get',
      hint: 'Use find() for many, findOne() for the first.',
    });
  }
  return document;
}

/** A filter where an object (or a list of filters) says so, else a key. */
function targetPredicate({ model, runtime }: ModelContext, target: unknown): Predicate {
  if (isKeyLike(model, target)) return { kind: 'key', values: parseKey(model, target) };
  return parseFilter(model, target, runtime.options.filterLimits);
}

function isKeyLike(model: ModelMetadata, target: unknown): boolean {
  if (typeof target !== 'object' || target === null) return true;
  if (Array.isArray(target))
    return target.length === 0 || !target.every((entry) => typeof entry === 'object' && entry !== null);
  if (isPlainObject(target)) return false;
  return model.key.fields.length === 1 && (target instanceof Date || target instanceof Uint8Array);
}

function notFound(context: ModelContext, where: Predicate): DocumentNotFoundError {
  const { model, runtime } = context;
  const facts = { model: model.name, engine: runtime.name, operation: 'get' };
  if (where.kind !== 'key') return new DocumentNotFoundError(`No ${model.name} matches.`, facts);
  const key = keyForError(model, where.values);
  return new DocumentNotFoundError(`There is no ${model.name} with this key.`, { ...facts, key, keys: [key] });
}

/** Documents in key order that match; `limit` null for all. */
function readDocuments(context: ModelContext, where: Predicate, limit: number | null): Promise<object[]> {
  const { filterLimits } = context.runtime.options;
  const asked = rewrittenState(context, initialState(context.model, { where, limit, filterLimits }), 'read');
  if (isEmptyState(asked)) return Promise.resolve([]);
  const found = context.runtime.run(findOperation(asked), withRunOptions(context.call, asked));
  return found.then(({ rows }) => loadDocuments(context, rows));
}

/**
 * Documents by key, in the order asked for; a key given twice gives the same document twice.
 * @throws DocumentNotFoundError (POLYDOC_DOCUMENT_NOT_FOUND) listing the keys that are missing.
 */
export async function getManyDocuments(
  modelClass: AnyClass,
  keys: readonly unknown[],
  options: ReadOptions | undefined,
): Promise<object[]> {
  if (keys.length === 0) return [];
  const context = modelContext(modelClass, options);
  const { model, runtime } = context;
  const wanted = keys.map((key) => parseKey(model, key));
  const found = new Map<string, object>();
  for (const chunk of chunksOf(wanted, KEYS_PER_READ)) {
    for (const document of await readDocuments(context, { kind: 'keys', keys: chunk }, null)) {
      found.set(keyText(model, document), document);
    }
  }
  const documents = wanted.map((values) => found.get(textOf(values)));
  const missing = wanted
    .filter((_, index) => documents[index] === undefined)
    .map((values) => keyForError(model, values));
  if (missing.length > 0) {
    throw new DocumentNotFoundError(`${missing.length} of ${keys.length} keys of ${model.name} do not exist.`, {
      model: model.name,
      engine: runtime.name,
      operation: 'getMany',
      keys: missing,
    });
  }
  return documents.filter((document) => document !== undefined);
}

function keyText(model: ModelMetadata, document: object): string {
  return textOf(model.key.fields.map((field): unknown => Reflect.get(document, field.property)));
}

/** Equal keys give equal text, different keys different text. */
function textOf(values: readonly unknown[]): string {
  return JSON.stringify(
    values.map((value) =>
      value instanceof Uint8Array ? [...value] : String(value instanceof Date ? value.getTime() : value),
    ),
  );
}
