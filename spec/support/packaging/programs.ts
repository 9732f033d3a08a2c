/** A model that states its types, and a round trip through the embedded engine. */
export const ROUND_TRIP = `
import { createEngine, Document, Entity, Field, PrimaryKey } from 'polydoc';

@Entity({ name: 'notes' })
class Note extends Document {
  @PrimaryKey({ type: 'uuid', generated: true }) id!: string;
  @Field({ type: 'string' }) title!: string;
  @Field({ type: ['string'] }) tags: string[] = [];
}

async function main(): Promise<void> {
  const engine = await createEngine({ models: [Note] });
  await engine.syncSchema();
  const created = await Note.create({ title: 'first', tags: ['a', 'b'] });
  const read: Note = await Note.get(created.id);
  const titles: string[] = (await Note.find({ title: 'first' })).map((note) => note.title);
  console.log(JSON.stringify({ same: read.id === created.id, tags: read.tags, titles }));
  await engine.close();
}

main().catch((cause: unknown) => {
  console.error(cause);
  process.exitCode = 1;
});
`;

/** A field whose type nobody states and no compiler emits. */
export const UNTYPED_FIELD = `
import { createEngine, Document, Entity, Field, PrimaryKey } from 'polydoc';

async function main(): Promise<void> {
  @Entity()
  class Note extends Document {
    @PrimaryKey({ type: 'uuid', generated: true }) id!: string;
    @Field() headline!: string;
  }
  await createEngine({ models: [Note] });
}

main().catch((cause: Error) => console.log(JSON.stringify({ name: cause.name, message: cause.message })));
`;

/** Everything of one engine, typed; connects to where nobody listens, and prints the code of the error. */
export const MONGODB = `
import { MongoClient } from 'mongodb';
import { Document, Entity, type Filter, Field, PolydocError, PrimaryKey } from 'polydoc';
import { type EngineEvent, type MongoConnectOptions, MongoEngine, native, type NativeFilter, Pipeline } from 'polydoc/mongodb';

@Entity({ name: 'notes' })
class Note extends Document {
  @PrimaryKey({ type: 'objectId', generated: true }) id!: string;
  @Field({ type: 'string' }) title!: string;
}

const titles: () => Pipeline<{ _id: string; count: number }> = () => Pipeline.from(Note).sortByCount('title');
const fragment: NativeFilter = native({ title: { $regex: '^a' } });
const filter: Filter<Note> = fragment;
const given: MongoConnectOptions = { client: new MongoClient('mongodb://127.0.0.1:1'), models: [Note] };
const options: MongoConnectOptions = { url: 'mongodb://127.0.0.1:1/app', connectTimeoutMs: 300, poolSize: 5, models: [Note] };

async function main(): Promise<void> {
  const engine: MongoEngine = await MongoEngine.connect(options);
  engine.on('operation', (event: EngineEvent) => console.log(event.operation, given.database, filter, titles));
  await engine.close();
}

main().catch((cause: unknown) => {
  if (!(cause instanceof PolydocError)) throw cause;
  console.log(JSON.stringify({ code: cause.code, engine: cause.engine, retryable: cause.retryable }));
});
`;

/** Imports the package by name beside \`require\`; prints what differs between the two. */
export const IMPORT = `
import { createRequire } from 'node:module';
import { createEngine, Document, Entity, PolydocError } from 'polydoc';
import { MongoEngine, native, Pipeline } from 'polydoc/mongodb';
import { PgliteEngine, PostgresEngine } from 'polydoc/postgres';
import * as imported from 'polydoc';
import * as importedPostgres from 'polydoc/postgres';

const require = createRequire(import.meta.url);
const differing = (left, right) => Object.keys(right).filter((name) => left[name] !== right[name]);
const named = { createEngine, Document, Entity, PolydocError, MongoEngine, native, Pipeline, PgliteEngine, PostgresEngine };
const missing = Object.keys(named).filter((name) => typeof named[name] !== 'function');
const different = [
  ...differing(imported, require('polydoc')),
  ...differing(importedPostgres, require('polydoc/postgres')),
];

// A model that one half declares is bound by an engine that the other half makes.
const required = require('polydoc');
class Note extends Document {}
required.PrimaryKey({ type: 'int' })(Note.prototype, 'id');
const Model = Entity({ name: 'notes' })(Note) ?? Note;
const engine = await required.createEngine({ models: [Model] });
await engine.syncSchema();
await Model.create({ id: 7 });
const count = await Model.count();
await engine.close();
console.log(JSON.stringify({ missing, different, count }));
`;
