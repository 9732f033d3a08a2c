import { PolydocError } from '../../errors/polydoc-error';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { ValueProblem } from '../../types/value-problem';
import { type IndexedCollection, keyIndexes } from './mongodb-collection-definition';
import { type IndexDefinition, indexDefinition } from './mongodb-index-definition';
import { indexChanges, newIndexChanges, type SchemaSurroundings } from './mongodb-index-diff';
import type { StoredCollection } from './mongodb-introspect';
import { targetOf } from './mongodb-names';
import { change, commandStep, impossible, type MongoChange, type SchemaStep } from './mongodb-schema-change';
import { viewPipeline } from './mongodb-view-pipeline';

function indexesOf(model: ModelMetadata): readonly (() => IndexDefinition)[] {
  const declared = model.indexes.filter((index) => index.using !== 'vector');
  return [...keyIndexes(model), ...declared.map((index) => () => indexDefinition(model, index))];
}

/** Differences between a view that can be defined and as it is. */
async function definedViewChanges(
  model: ModelMetadata,
  stored: StoredCollection,
  surroundings: SchemaSurroundings,
): Promise<readonly MongoChange[]> {
  const target = targetOf(model);
  const subject = (kind: string) => ({ kind, model: model.name, target });
  const collection: IndexedCollection = { model: model.name, target, indexes: indexesOf(model) };
  const { hash, text } = viewPipeline(model);
  const fill: SchemaStep = { kind: 'fill', model, hash, text };
  if (stored.type === null) {
    const create = commandStep(target, { create: target.collection });
    const steps: SchemaStep[] = [{ kind: 'markView', hash: '' }, create, fill];
    return [change(subject('createView'), 'safe', steps), ...newIndexChanges(collection)];
  }
  const { view } = stored.entry;
  if (stored.type !== 'collection' || view === null) {
    const reason = `${target.collection} exists and is no view of polydoc's: give the model another name.`;
    return [impossible(subject('createView'), reason)];
  }
  const indexes = await indexChanges(collection, stored, surroundings);
  if (view === hash) return indexes;
  // Empty: somebody began to make it, and is at it or has failed.
  const [kind, risk] = view === '' ? (['createView', 'safe'] as const) : (['replaceView', 'rewrite'] as const);
  return [change(subject(kind), risk, [fill]), ...indexes];
}

/**
 * Differences between a view as the model wants it and as it is. A view is a collection that is filled when it is made,
 * when its definition changes, and by `refreshView()`.
 */
export async function viewChanges(
  model: ModelMetadata,
  stored: StoredCollection,
  surroundings: SchemaSurroundings,
): Promise<readonly MongoChange[]> {
  try {
    return await definedViewChanges(model, stored, surroundings);
  } catch (error) {
    if (!(error instanceof PolydocError || error instanceof ValueProblem)) throw error;
    return [impossible({ kind: 'createView', model: model.name, target: targetOf(model) }, error.message)];
  }
}
