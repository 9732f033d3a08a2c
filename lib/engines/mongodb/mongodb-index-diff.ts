import type { Connection } from '../../contract/driver';
import { PolydocError } from '../../errors/polydoc-error';
import { ValueProblem } from '../../types/value-problem';
import type { IndexedCollection } from './mongodb-collection-definition';
import { EXPIRY_FIELD } from './mongodb-expiry';
import { isSameIdentity, isSameShape, storedSeconds } from './mongodb-index-compare';
import { type IndexDefinition, indexSpec } from './mongodb-index-definition';
import { hasDocument, type StoredCollection } from './mongodb-introspect';
import { change, commandStep, impossible, type MongoChange, type SchemaStep } from './mongodb-schema-change';
import { commandText } from './mongodb-schema-text';
import type { BsonDocument } from './mongodb-statement';

/** What a plan knows beside one collection. */
export interface SchemaSurroundings {
  readonly connection: Connection<unknown>;
  readonly dropRemovedIndexes: boolean;
  /** The server makes an index unique without building it anew (6.0). */
  readonly convertsToUnique: boolean;
}

/** The server's own index on the key. */
const KEY_INDEX = '_id_';

/** The definitions, each or the planned change that says why there cannot be one; of two with one name the last. */
export function defineIndexes(collection: IndexedCollection): readonly (IndexDefinition | MongoChange)[] {
  const { model, target } = collection;
  const refuse = (reason: string) => impossible({ kind: 'createIndex', model, target }, reason);
  const made = collection.indexes.map((make) => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof PolydocError || error instanceof ValueProblem)) throw error;
      return refuse(error.message);
    }
  });
  const named = new Map(made.map((index) => ['risk' in index ? index : index.name, index]));
  const seen = new Map<string, string>();
  return [...named.values()].map((index) => {
    if ('risk' in index) return index;
    const { name: _name, ...identity } = indexSpec(index);
    const text = commandText(identity);
    const twin = seen.get(text);
    if (twin !== undefined) {
      return refuse(
        `${model}: the indexes ${twin} and ${index.name} are the same, and MongoDB takes only one of them.`,
      );
    }
    seen.set(text, index.name);
    return index;
  });
}

/** One collection while its indexes are compared. */
class IndexComparison {
  readonly #collection: IndexedCollection;
  readonly #stored: StoredCollection;
  readonly #surroundings: SchemaSurroundings;

  constructor(collection: IndexedCollection, stored: StoredCollection, surroundings: SchemaSurroundings) {
    this.#collection = collection;
    this.#stored = stored;
    this.#surroundings = surroundings;
  }

  async changesFor(index: IndexDefinition, declared: ReadonlySet<string>): Promise<MongoChange[]> {
    const { indexes, entry } = this.#stored;
    const existing = indexes.find(({ name }) => name === index.name);
    if (existing !== undefined) return this.#bringInLine(index, existing);
    const twin = indexes.find(
      (other) => !declared.has(String(other.name)) && isSameIdentity(index, other, this.#collation),
    );
    if (twin === undefined) return [await this.#create(index)];
    // Another's index does the same work under its own name, and the server does not take a second one.
    if (!entry.indexes.includes(String(twin.name))) return this.#bringInLine(index, twin);
    return [this.#replace('renameIndex', index, twin)];
  }

  drop(name: string): MongoChange {
    const { target } = this.#collection;
    const step = commandStep(target, { dropIndexes: target.collection, index: name });
    return change(this.#subject('dropIndex'), 'destructive', [step]);
  }

  get #collation(): unknown {
    return this.#stored.options.collation;
  }

  #subject(kind: string) {
    return { kind, model: this.#collection.model, target: this.#collection.target };
  }

  async #create(index: IndexDefinition): Promise<MongoChange> {
    const risk = (await this.#removesDocuments(index)) ? 'destructive' : 'safe';
    return change(this.#subject('createIndex'), risk, createSteps(this.#collection, index));
  }

  #replace(kind: 'replaceIndex' | 'renameIndex', index: IndexDefinition, stored: BsonDocument): MongoChange {
    const { target } = this.#collection;
    const drop = { dropIndexes: target.collection, index: stored.name };
    const { ns: _ns, ...former } = stored;
    const restore = { createIndexes: target.collection, indexes: [former] };
    return change(this.#subject(kind), 'rewrite', [
      commandStep(target, drop, restore),
      ...createSteps(this.#collection, index),
    ]);
  }

  async #bringInLine(index: IndexDefinition, stored: BsonDocument): Promise<MongoChange[]> {
    const isUnique = stored.unique === true;
    const losesExpiry = index.expireAfterSeconds === null && storedSeconds(stored) !== null;
    const converts = index.unique && !isUnique && this.#surroundings.convertsToUnique;
    const isRebuilt =
      !isSameShape(index, stored, this.#collation) || losesExpiry || (index.unique !== isUnique && !converts);
    if (isRebuilt) return [this.#replace('replaceIndex', index, stored)];
    const name = String(stored.name);
    return [
      ...this.#visibility(index, stored, name),
      ...(await this.#expiry(index, stored, name)),
      ...(converts ? [this.#uniqueness(name)] : []),
    ];
  }

  #alter(name: string, options: BsonDocument, undo: BsonDocument | null = null): SchemaStep {
    const { target } = this.#collection;
    const command = (changed: BsonDocument) => ({ collMod: target.collection, index: { name, ...changed } });
    return commandStep(target, command(options), undo === null ? null : command(undo));
  }

  #visibility(index: IndexDefinition, stored: BsonDocument, name: string): MongoChange[] {
    if (index.hidden === (stored.hidden === true)) return [];
    return [change(this.#subject('alterIndex'), 'safe', [this.#alter(name, { hidden: index.hidden })])];
  }

  async #expiry(index: IndexDefinition, stored: BsonDocument, name: string): Promise<MongoChange[]> {
    const { expireAfterSeconds } = index;
    if (expireAfterSeconds === null || expireAfterSeconds === storedSeconds(stored)) return [];
    const risk = (await this.#removesDocuments(index)) ? 'destructive' : 'safe';
    return [change(this.#subject('alterIndex'), risk, [this.#alter(name, { expireAfterSeconds })])];
  }

  /** https://www.mongodb.com/docs/manual/core/index-unique/convert-to-unique/ */
  #uniqueness(name: string): MongoChange {
    const steps = [
      this.#alter(name, { prepareUnique: true }, { prepareUnique: false }),
      this.#alter(name, { unique: true }),
    ];
    return change(this.#subject('alterIndex'), 'rewrite', steps);
  }

  /** True where the server would remove documents as soon as it sees how long they live. */
  async #removesDocuments({ expireAfterSeconds, key }: IndexDefinition): Promise<boolean> {
    const [path] = Object.keys(key);
    // What has ended by its own time to live is gone for every reader.
    if (expireAfterSeconds === null || path === undefined || path === EXPIRY_FIELD) return false;
    const due = { [path]: { $lt: new Date(Date.now() - expireAfterSeconds * 1_000) } };
    return hasDocument(this.#surroundings.connection, this.#collection.target, due);
  }
}

function createSteps({ target }: IndexedCollection, index: IndexDefinition): readonly SchemaStep[] {
  const create = { createIndexes: target.collection, indexes: [indexSpec(index)] };
  return [{ kind: 'own', indexes: [index.name] }, commandStep(target, create)];
}

/** Changes that make all indexes of a collection that is about to be made. */
export function newIndexChanges(collection: IndexedCollection): readonly MongoChange[] {
  const { model, target } = collection;
  return defineIndexes(collection).map((index) =>
    'risk' in index ? index : change({ kind: 'createIndex', model, target }, 'safe', createSteps(collection, index)),
  );
}

/**
 * Differences between the indexes that models declare and those that the collection has. Indexes that nobody declares
 * are looked at only with `dropRemovedIndexes`, and only those that polydoc made.
 */
export async function indexChanges(
  collection: IndexedCollection,
  stored: StoredCollection,
  surroundings: SchemaSurroundings,
): Promise<readonly MongoChange[]> {
  const defined = defineIndexes(collection);
  const declared = new Set(defined.flatMap((index) => ('risk' in index ? [] : [index.name])));
  const comparison = new IndexComparison(collection, stored, surroundings);
  const changes: MongoChange[] = [];
  for (const index of defined) {
    changes.push(...('risk' in index ? [index] : await comparison.changesFor(index, declared)));
  }
  if (!surroundings.dropRemovedIndexes) return changes;
  const renamed = new Set(changes.flatMap((one) => (one.kind === 'renameIndex' ? droppedBy(one) : [])));
  const drops = stored.indexes
    .map(({ name }) => String(name))
    .filter((name) => name !== KEY_INDEX && !declared.has(name) && !renamed.has(name))
    .filter((name) => stored.entry.indexes.includes(name))
    .map((name) => comparison.drop(name));
  return [...drops, ...changes];
}

function droppedBy({ steps }: MongoChange): readonly unknown[] {
  return steps.flatMap((step) =>
    step.kind === 'command' && 'dropIndexes' in step.command ? [step.command.index] : [],
  );
}
