import type { AnyClass } from '../internal/any-class';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { FieldPath } from '../query/field-path';
import { allFieldPaths } from '../query/find-operation';
import { viewedLike } from './binding';
import { hasHooks, runHooks } from './hooks';
import { compileHydration, type Hydrate } from './hydrate';
import type { ModelContext } from './write-context';

/** Compiled reading of one class on one engine, for one list of columns. */
interface ClassReaders {
  readonly rows: object;
  readonly selection: readonly FieldPath[];
  readonly documents: Hydrate;
  readonly plain: Hydrate;
}

const readers = new WeakMap<AnyClass, ClassReaders>();

/** The compiled readers of a class; made again when the class moves to another engine or gets new subclasses. */
function readersOf(context: ModelContext): ClassReaders {
  const { model, runtime } = context;
  const selection = allFieldPaths(model);
  const known = readers.get(context.class);
  if (known !== undefined && known.rows === runtime.rows && known.selection === selection) return known;
  const classOf = (member: ModelMetadata): AnyClass =>
    member === model ? context.class : viewedLike(context.class, member.class);
  const compiled = {
    rows: runtime.rows,
    selection,
    documents: compileHydration(model, { readers: runtime.rows, selection, classOf }),
    plain: compileHydration(model, { readers: runtime.rows, selection, classOf: null }),
  };
  readers.set(context.class, compiled);
  return compiled;
}

/** Plain objects of wire rows that hold all fields. */
export function plainObjects(context: ModelContext, rows: readonly unknown[]): object[] {
  return readersOf(context).plain(rows);
}

/** Documents of wire rows that hold all fields, after their `@AfterLoad` hooks. */
export async function loadDocuments(context: ModelContext, rows: readonly unknown[]): Promise<object[]> {
  const documents = readersOf(context).documents(rows);
  if (mayHaveLoadHooks(context.model)) {
    for (const document of documents) await runLoadHooks(context.model, document);
  }
  return documents;
}

function mayHaveLoadHooks(model: ModelMetadata): boolean {
  return membersOf(model).some((member) => hasHooks(member, 'afterLoad'));
}

async function runLoadHooks(model: ModelMetadata, document: object): Promise<void> {
  const own = membersOf(model).find((member) => member.prototype === Object.getPrototypeOf(document)) ?? model;
  await runHooks(own, document, 'afterLoad');
}

function membersOf(model: ModelMetadata): readonly ModelMetadata[] {
  return model.discriminator === null ? [model] : [model, ...model.discriminator.members().values()];
}
