import type { Connection } from '../../contract/driver';
import { NO_RUN_OPTIONS } from '../../contract/driver';
import type { SchemaChange, SchemaPlan, SchemaSync } from '../../contract/schema-sync';
import type { ModelMetadata } from '../../metadata/model-metadata';
import type { PostgresChange } from './postgres-change';
import { quoteName, quoteText, tableName } from './postgres-column';
import { hasExpiry, isExpired } from './postgres-expiry';
import { planPostgresSchema } from './postgres-schema-plan';
import { insideTransaction } from './postgres-schema-transaction';
import type { PostgresStatement } from './postgres-statement';

/** Any constant will do, as long as every process that changes schemas with polydoc takes the same one. */
const LOCK_KEY = 7_015_229_840_113;

/** The change as everybody sees it: one text, whatever the number of statements. */
function published({ kind, model, statement, risk }: PostgresChange): SchemaChange {
  return Object.freeze({ kind, model, statement, risk });
}

function isSameChange(one: SchemaChange, other: SchemaChange): boolean {
  return one.kind === other.kind && one.model === other.model && one.statement === other.statement;
}

async function run(connection: Connection<unknown>, statement: string): Promise<readonly object[]> {
  return connection.execute(statement, [], NO_RUN_OPTIONS);
}

/** True for a class that shares its table with others and is not the one that the table belongs to. */
function isPartOfTable(model: ModelMetadata): boolean {
  return model.discriminator !== null && model.discriminator.root() !== model;
}

async function truncate(connection: Connection<unknown>, model: ModelMetadata): Promise<void> {
  const { discriminator } = model;
  if (discriminator === null || !isPartOfTable(model)) {
    await run(connection, `TRUNCATE TABLE ${tableName(model)}`);
    return;
  }
  const values = [...discriminator.members().keys()].map(quoteText).join(', ');
  const column = quoteName(discriminator.field.column);
  await run(connection, `DELETE FROM ${tableName(model)} WHERE ${column} IN (${values})`);
}

async function purgeTable(connection: Connection<unknown>, table: string): Promise<number> {
  const purge = `WITH gone AS (DELETE FROM ${table} WHERE ${isExpired('')} RETURNING 1) SELECT count(*)::text AS removed FROM gone`;
  const [row] = await run(connection, purge);
  return row !== undefined && 'removed' in row ? Number(row.removed) : 0;
}

/**
 * Schemas of PostgreSQL and PGlite. `sync` is one transaction: all of it is applied or nothing. It joins a transaction
 * that is open on the connection; then the lock that keeps other processes out is held until that one ends.
 */
export const postgresSchemaSync: SchemaSync<PostgresStatement> = Object.freeze({
  async plan(connection, models, options): Promise<SchemaPlan> {
    return (await planPostgresSchema(connection, models, options)).map(published);
  },

  async sync(connection, models, options, accept): Promise<SchemaPlan> {
    // Most starts find nothing to do, and need no lock to see that.
    const seen = await planPostgresSchema(connection, models, options);
    if (accept(seen.map(published)).length === 0) return [];
    return insideTransaction(connection, async () => {
      await run(connection, `SELECT pg_advisory_xact_lock(${LOCK_KEY})`);
      // Another process may have done it meanwhile.
      const planned = await planPostgresSchema(connection, models, options);
      const accepted = accept(planned.map(published));
      const applied = planned.filter((change) => accepted.some((other) => isSameChange(change, other)));
      for (const { statements } of applied) {
        for (const statement of statements) await run(connection, statement);
      }
      return applied.map(published);
    });
  },

  async drop(connection, model): Promise<void> {
    const kind = model.kind === 'view' ? 'MATERIALIZED VIEW' : 'TABLE';
    await run(connection, `DROP ${kind} IF EXISTS ${tableName(model)}`);
  },

  truncate,

  async refreshView(connection, model, { concurrently }): Promise<void> {
    await run(connection, `REFRESH MATERIALIZED VIEW ${concurrently ? 'CONCURRENTLY ' : ''}${tableName(model)}`);
  },

  async purgeExpired(connection, models): Promise<number> {
    const tables = new Set(models.filter((model) => hasExpiry(model) && !isPurgedElsewhere(model)).map(tableName));
    let removed = 0;
    for (const table of tables) removed += await purgeTable(connection, table);
    return removed;
  },
} satisfies SchemaSync<PostgresStatement>);

/** A base class without a table of its own has no rows. */
function isPurgedElsewhere(model: ModelMetadata): boolean {
  return model.abstract && model.discriminator === null;
}
