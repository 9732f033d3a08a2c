import { type Connection, NO_RUN_OPTIONS } from '../../lib/contract/driver';
import type { SchemaPlan } from '../../lib/contract/schema-sync';
import { postgresSchemaSync } from '../../lib/engines/postgres/postgres-schema-sync';
import type { PostgresStatement } from '../../lib/engines/postgres/postgres-statement';
import type { AnyClass } from '../../lib/internal/any-class';
import { modelMetadataOf } from '../../lib/metadata/model-metadata-of';
import { type AcceptOptions, acceptChanges } from '../../lib/schema/accept-changes';

/** The schema of a store as specs use it: model classes in, plans and rows out. */
export class SchemaLine {
  constructor(readonly connection: Connection<PostgresStatement>) {}

  plan(models: readonly AnyClass[], dropRemovedIndexes = false): Promise<SchemaPlan> {
    return postgresSchemaSync.plan(this.connection, models.map(modelMetadataOf), { dropRemovedIndexes });
  }

  /** `kind risk` of every planned change. */
  async outline(models: readonly AnyClass[], dropRemovedIndexes = false): Promise<readonly string[]> {
    return (await this.plan(models, dropRemovedIndexes)).map(({ kind, risk }) => `${kind} ${risk}`);
  }

  sync(models: readonly AnyClass[], options: AcceptOptions = {}): Promise<SchemaPlan> {
    const dropRemovedIndexes = options.dropRemovedIndexes ?? false;
    const accept = (plan: SchemaPlan): SchemaPlan => acceptChanges(plan, options);
    return postgresSchemaSync.sync(this.connection, models.map(modelMetadataOf), { dropRemovedIndexes }, accept);
  }

  rows(sql: string, ...values: readonly unknown[]): Promise<readonly object[]> {
    return this.connection.execute(sql, values, NO_RUN_OPTIONS);
  }

  drop(model: AnyClass): Promise<void> {
    return postgresSchemaSync.drop(this.connection, modelMetadataOf(model));
  }

  release(): void {
    this.connection.release(false);
  }
}
