import { type Connection, NO_RUN_OPTIONS } from '../../../lib/contract/driver';
import { postgresCompiler } from '../../../lib/engines/postgres/postgres-compiler';
import { postgresRowReaders } from '../../../lib/engines/postgres/postgres-row-readers';
import { postgresSchemaSync } from '../../../lib/engines/postgres/postgres-schema-sync';
import type { PostgresStatement } from '../../../lib/engines/postgres/postgres-statement';
import { asRecord } from '../../../lib/internal/as-record';
import type { ModelMetadata } from '../../../lib/metadata/model-metadata';
import { pathOf } from '../../../lib/query/field-path';
import type { AggregateOperation, FindOperation, InsertOperation, WriteOperation } from '../../../lib/query/operation';
import type { Predicate } from '../../../lib/query/predicate';
import type { OrderTerm } from '../../../lib/query/selection';
import { Address, ARTICLE, find, insert, path } from '../../compile/postgres/sample-models';
import { openSchemaStore, type SchemaStore } from '../../support/schema-store';

/** All values of one article by property. */
export type Article = Readonly<Record<string, unknown>>;

const ALL = Object.freeze(ARTICLE.fields.map(pathOf));
const BY_ID: OrderTerm = { path: path('id'), direction: 'asc', nulls: 'first' };

/** An embedded value of the articles. */
export function address(parts: object): Address {
  return Object.assign(new Address(), parts);
}

/** An insert of whole articles. */
export function insertArticles(articles: readonly Article[], parts: Partial<InsertOperation> = {}): InsertOperation {
  const rows = articles.map((article) => ARTICLE.fields.map((field) => article[field.property] ?? null));
  return insert({ fields: ARTICLE.fields, rows, ...parts });
}

/** A table of articles on a real server, reached by compiled statements. */
export class ArticleStore {
  readonly #reader = postgresRowReaders.compile({
    selection: ALL,
    properties: ALL.map(({ text }, position) => ({ position, property: text, onNull: null })),
    prototype: null,
  });

  private constructor(
    readonly store: SchemaStore,
    readonly connection: Connection<PostgresStatement>,
  ) {}

  /** Opens a store and makes the tables. */
  static async open(name: 'postgres' | 'pglite', ...models: readonly ModelMetadata[]): Promise<ArticleStore> {
    const store = await openSchemaStore(name);
    const connection = await store.connect();
    const all = [ARTICLE, ...models];
    await postgresSchemaSync.sync(connection, all, { dropRemovedIndexes: false }, (plan) => plan);
    return new ArticleStore(store, connection);
  }

  async run(operation: FindOperation | AggregateOperation | WriteOperation) {
    const result = await this.connection.run(postgresCompiler.compile(operation), NO_RUN_OPTIONS);
    return { affected: result.affected, rows: result.rows as readonly (readonly unknown[])[] };
  }

  async affected(operation: WriteOperation): Promise<number> {
    return (await this.run(operation)).affected;
  }

  /** Ids of the articles that a filter finds. */
  async ids(where: Predicate): Promise<readonly number[]> {
    const { rows } = await this.run(find({ where, orderBy: [BY_ID] }));
    return rows.map(([id]) => Number(id));
  }

  /** Articles with all their values, by id. */
  async articles(where: Predicate = { kind: 'always' }): Promise<readonly Article[]> {
    const { rows } = await this.run(find({ where, selection: ALL, orderBy: [BY_ID] }));
    return rows.map((row) => asRecord(this.#reader.create([...row])));
  }

  async article(id: number): Promise<Article> {
    const [article] = await this.articles({ kind: 'key', values: [id] });
    if (article === undefined) throw new Error(`no article ${id}`);
    return article;
  }

  /** Puts these articles in place of all. */
  async reset(articles: readonly Article[]): Promise<void> {
    await postgresSchemaSync.truncate(this.connection, ARTICLE);
    if (articles.length > 0) await this.run(insertArticles(articles));
  }

  async close(): Promise<void> {
    this.connection.release(false);
    await this.store.close();
  }
}
