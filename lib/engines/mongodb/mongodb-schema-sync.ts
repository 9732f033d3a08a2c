import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from '../../contract/driver';
import { NO_RUN_OPTIONS } from '../../contract/driver';
import type { SchemaChange, SchemaPlan, SchemaSync } from '../../contract/schema-sync';
import { UnsupportedCapabilityError } from '../../errors/usage-errors';
import { propertyOf } from '../../internal/property-of';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { EXPIRED, hasExpiry } from './mongodb-expiry';
import { EVERYTHING } from './mongodb-filter';
import { command } from './mongodb-introspect';
import { targetOf } from './mongodb-names';
import { applyChange } from './mongodb-schema-apply';
import type { MongoChange } from './mongodb-schema-change';
import { planMongodbSchema } from './mongodb-schema-plan';
import { forget } from './mongodb-schema-registry';
import type { BsonDocument, MongoStatement, MongoTarget } from './mongodb-statement';
import { refresh } from './mongodb-view-refresh';

/**
 * What the server says when somebody else changes the same collection at the same time:
 * https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
 */
const CHANGED_MEANWHILE: ReadonlySet<unknown> = new Set([
  26, // NamespaceNotFound
  27, // IndexNotFound
  48, // NamespaceExists
  68, // IndexAlreadyExists
  85, // IndexOptionsConflict
  86, // IndexKeySpecsConflict
  112, // WriteConflict
  117, // ConflictingOperationInProgress
  276, // IndexBuildAborted
  12586, // BackgroundOperationInProgressForDatabase
  12587, // BackgroundOperationInProgressForNamespace
]);

/** How often the store is looked at anew; the pauses between add up to some seconds. */
const MAX_ATTEMPTS = 12;
const PAUSE_MS = 25;

/** The change as everybody sees it. */
function published({ kind, model, statement, risk }: MongoChange): SchemaChange {
  return Object.freeze({ kind, model, statement, risk });
}

function isSameChange(one: SchemaChange, other: SchemaChange): boolean {
  return one.kind === other.kind && one.model === other.model && one.statement === other.statement;
}

/** The server reads and changes its schema outside of transactions, and would wait for the open one for ever. */
function assertNoTransaction(connection: Connection<unknown>, operation: string): void {
  if (propertyOf(connection, 'inTransaction') !== true) return;
  throw new UnsupportedCapabilityError('MongoDB changes its schema outside of transactions.', {
    capability: 'schema.transactional',
    engine: 'mongodb',
    operation,
    hint: 'Call it before the transaction, or by `engine.outside()`.',
  });
}

/** Applies changes in order; resolves to the error of one that somebody else got in the way of, or null. */
async function applyAll(
  connection: Connection<unknown>,
  changes: readonly MongoChange[],
  applied: MongoChange[],
): Promise<{ readonly conflict: unknown } | null> {
  for (const change of changes) {
    try {
      if (await applyChange(connection, change)) applied.push(change);
    } catch (conflict) {
      if (!CHANGED_MEANWHILE.has(propertyOf(conflict, 'code'))) throw conflict;
      return { conflict };
    }
  }
  return null;
}

/** True for a class that shares its collection with others and is not the one that it belongs to. */
function isPartOfCollection(model: ModelMetadata): boolean {
  return model.discriminator !== null && model.discriminator.root() !== model;
}

function ownDocuments(model: ModelMetadata): BsonDocument {
  if (model.discriminator === null || !isPartOfCollection(model)) return EVERYTHING;
  return { [model.discriminator.field.column]: { $in: [...model.discriminator.members().keys()] } };
}

async function remove(
  connection: Connection<MongoStatement>,
  target: MongoTarget,
  filter: BsonDocument,
): Promise<number> {
  const { affected } = await connection.run({ kind: 'delete', target, filter, many: true }, NO_RUN_OPTIONS);
  return affected;
}

/**
 * Schemas of MongoDB. Nothing here is one step, as MongoDB has no transactions for it: what fails leaves the changes
 * before it, and the next call goes on from there. Several processes may do the same at once: whoever comes too late looks
 * at the store anew. Inside a transaction only documents can be removed.
 */
export const mongodbSchemaSync: SchemaSync<MongoStatement> = Object.freeze({
  async plan(connection, models, options): Promise<SchemaPlan> {
    assertNoTransaction(connection, 'planSchema');
    return (await planMongodbSchema(connection, models, options)).map(published);
  },

  async sync(connection, models, options, accept): Promise<SchemaPlan> {
    assertNoTransaction(connection, 'syncSchema');
    const applied: MongoChange[] = [];
    for (let attempt = 1; ; attempt++) {
      const planned = await planMongodbSchema(connection, models, options);
      const accepted = accept(planned.map(published));
      const changes = planned.filter((change) => accepted.some((other) => isSameChange(change, other)));
      const outcome = await applyAll(connection, changes, applied);
      if (outcome === null) return applied.map(published);
      if (attempt === MAX_ATTEMPTS) throw outcome.conflict;
      await pause(PAUSE_MS * attempt * (0.5 + Math.random()));
    }
  },

  async drop(connection, model): Promise<void> {
    assertNoTransaction(connection, 'drop');
    const target = targetOf(model);
    try {
      await command(connection, target, { drop: target.collection });
    } catch (error) {
      // Before server 7.0 there must be one.
      if (propertyOf(error, 'code') !== 26) throw error;
    }
    await forget(connection, target);
  },

  async truncate(connection, model): Promise<void> {
    await remove(connection, targetOf(model), ownDocuments(model));
  },

  /** Readers are never kept waiting, with `concurrently` or without. */
  async refreshView(connection, model): Promise<void> {
    assertNoTransaction(connection, 'refreshView');
    await refresh(connection, model);
  },

  async purgeExpired(connection, models): Promise<number> {
    const written = models.filter((model) => hasExpiry(model) && (!model.abstract || model.discriminator !== null));
    const targets = new Map(written.map((model) => [JSON.stringify([model.namespace, model.table]), targetOf(model)]));
    let removed = 0;
    for (const target of targets.values()) removed += await remove(connection, target, EXPIRED);
    return removed;
  },
} satisfies SchemaSync<MongoStatement>);
