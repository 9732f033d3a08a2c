import { NO_RUN_OPTIONS } from '../../lib/contract/driver';
import type { SchemaPlan } from '../../lib/contract/schema-sync';
import { MONGODB_CAPABILITIES } from '../../lib/engines/mongodb/mongodb-capabilities';
import type { MongoConnection } from '../../lib/engines/mongodb/mongodb-connection';
import { MongoDriver } from '../../lib/engines/mongodb/mongodb-driver';
import { mongodbSchemaSync } from '../../lib/engines/mongodb/mongodb-schema-sync';
import type { AnyClass } from '../../lib/internal/any-class';
import { modelMetadataOf } from '../../lib/metadata/model-metadata-of';
import { type AcceptOptions, acceptChanges } from '../../lib/schema/accept-changes';

type Row = Readonly<Record<string, unknown>>;

/** The schema of a MongoDB database as specs use it: model classes in, plans and documents out. */
export class MongodbSchemaLine {
  readonly connection: MongoConnection;
  readonly #driver: MongoDriver;

  private constructor(driver: MongoDriver) {
    this.#driver = driver;
    this.connection = driver.acquire();
  }

  static async open(url: string): Promise<MongodbSchemaLine> {
    const driver = new MongoDriver({ url }, MONGODB_CAPABILITIES);
    await driver.open();
    return new MongodbSchemaLine(driver);
  }

  plan(models: readonly AnyClass[], dropRemovedIndexes = false): Promise<SchemaPlan> {
    return mongodbSchemaSync.plan(this.connection, models.map(modelMetadataOf), { dropRemovedIndexes });
  }

  /** `kind risk` of every planned change. */
  async outline(models: readonly AnyClass[], dropRemovedIndexes = false): Promise<readonly string[]> {
    return (await this.plan(models, dropRemovedIndexes)).map(({ kind, risk }) => `${kind} ${risk}`);
  }

  sync(models: readonly AnyClass[], options: AcceptOptions = {}): Promise<SchemaPlan> {
    const dropRemovedIndexes = options.dropRemovedIndexes ?? false;
    const accept = (plan: SchemaPlan): SchemaPlan => acceptChanges(plan, options);
    return mongodbSchemaSync.sync(this.connection, models.map(modelMetadataOf), { dropRemovedIndexes }, accept);
  }

  drop(model: AnyClass): Promise<void> {
    return mongodbSchemaSync.drop(this.connection, modelMetadataOf(model));
  }

  truncate(model: AnyClass): Promise<void> {
    return mongodbSchemaSync.truncate(this.connection, modelMetadataOf(model));
  }

  refresh(model: AnyClass, concurrently = false): Promise<void> {
    return mongodbSchemaSync.refreshView(this.connection, modelMetadataOf(model), { concurrently });
  }

  purge(...models: readonly AnyClass[]): Promise<number> {
    return mongodbSchemaSync.purgeExpired(this.connection, models.map(modelMetadataOf));
  }

  async command(command: object): Promise<readonly Row[]> {
    return (await this.connection.execute(command, [], NO_RUN_OPTIONS)).map((row) => ({ ...row }));
  }

  /** Inserts as any other program would. */
  async insert(collection: string, ...documents: readonly object[]): Promise<void> {
    await this.connection.collection({ database: null, collection }).insertMany(documents.map((one) => ({ ...one })));
  }

  /** Changes one document, or with null removes it. */
  async change(collection: string, key: unknown, update: object | null): Promise<void> {
    const command =
      update === null
        ? { delete: collection, deletes: [{ q: { _id: key }, limit: 1 }] }
        : { update: collection, updates: [{ q: { _id: key }, u: update }] };
    expect(await this.command(command)).toEqual([expect.objectContaining({ n: 1 })]);
  }

  async documents(collection: string): Promise<readonly Row[]> {
    return this.command({ find: collection, filter: {}, sort: { _id: 1 } });
  }

  /** Indexes by name, without what is in all of them. */
  async indexes(collection: string): Promise<Readonly<Record<string, unknown>>> {
    const rows = await this.command({ listIndexes: collection });
    return Object.fromEntries(
      rows.map(({ v: _v, ns: _ns, name, ...rest }) => [String(name), rest]).filter(([name]) => name !== '_id_'),
    );
  }

  /** Options of a collection. */
  async options(collection: string): Promise<Row> {
    const [found] = await this.command({ listCollections: 1, filter: { name: collection } });
    return { ...(found?.options as Row) };
  }

  async close(): Promise<void> {
    this.connection.release(false);
    await this.#driver.close();
  }
}
