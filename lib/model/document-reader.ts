import type { AnyClass } from '../internal/any-class';
import type { MaybePromise } from '../internal/maybe-promise';
import type { ModelMetadata } from '../metadata/model-metadata';
import { modelMetadataOf } from '../metadata/model-metadata-of';
import type { FieldPath } from '../query/field-path';
import { allFieldPaths } from '../query/find-operation';
import { viewedLike } from './binding';
import { classOf } from './construct';
import { type HookContext, hasHooks, runHooks } from './hooks';
import { compileHydration, type Hydrate } from './hydrate';
import { pluginsOf } from './plugin-registry';
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
export function loadDocuments(context: ModelContext, rows: readonly unknown[]): MaybePromise<object[]> {
  const documents = readersOf(context).documents(rows);
  return mayHaveLoadHooks(context) ? afterLoadHooks(context, documents) : documents;
}

async function afterLoadHooks(context: ModelContext, documents: object[]): Promise<object[]> {
  for (const document of documents) await runLoadHooks(context, document);
  return documents;
}

function mayHaveLoadHooks(context: ModelContext): boolean {
  if (context.model.discriminator === null) return hasHooks(context, 'afterLoad');
  return membersOf(context.model).some((member) => hasHooks(hooksOf(context, member), 'afterLoad'));
}

async function runLoadHooks(context: ModelContext, document: object): Promise<void> {
  const own = modelMetadataOf(classOf(document));
  await runHooks(own === context.model ? context : hooksOf(context, own), document, 'afterLoad');
}

/** The hooks of a class of the inheritance, where the reading class is bound. */
function hooksOf({ runtime }: ModelContext, model: ModelMetadata): HookContext {
  return { model, plugins: pluginsOf(model, runtime) };
}

function membersOf(model: ModelMetadata): readonly ModelMetadata[] {
  return model.discriminator === null ? [model] : [model, ...model.discriminator.members().values()];
}
