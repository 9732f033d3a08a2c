import type { Capability } from '../capability/capability';
import { ModelDefinitionError } from '../errors/definition-errors';
import type { EngineRuntime } from '../execution/engine-runtime';
import type { AnyClass } from '../internal/any-class';
import type { ModelMetadata } from '../metadata/model-metadata';
import { modelMetadataOf } from '../metadata/model-metadata-of';

/** An ability that a model needs of its engine, and what in it needs it. */
interface ModelNeed {
  readonly capability: Capability;
  readonly subject: string;
}

/**
 * Holds models against the engine that is to have them.
 * @throws ModelDefinitionError (POLYDOC_MODEL_DEFINITION) with all problems of all models, one a line.
 */
export function checkModels(runtime: EngineRuntime, models: readonly AnyClass[]): void {
  const problems = new Set<string>();
  for (const model of models) {
    for (const problem of problemsOf(runtime, model)) problems.add(problem);
  }
  if (problems.size === 0) return;
  const [only, ...others] = models;
  throw new ModelDefinitionError([...problems].join('\n'), {
    engine: runtime.name,
    operation: 'register',
    model: others.length === 0 ? only?.name : undefined,
  });
}

function problemsOf(runtime: EngineRuntime, model: AnyClass): readonly string[] {
  let metadata: ModelMetadata;
  try {
    metadata = modelMetadataOf(model);
  } catch (error) {
    if (error instanceof ModelDefinitionError) return error.message.split('\n');
    throw error;
  }
  const missing = needsOf(metadata).flatMap(({ capability, subject }) => {
    const support = runtime.capabilities[capability];
    if (support.level !== 'none') return [];
    return [`${subject}: ${runtime.name} cannot do \`${capability}\`: ${support.reason} ${support.instead}`];
  });
  const others = runtime.engine.checkModel(metadata);
  return [
    ...missing,
    ...others.map((problem) => (problem.includes(metadata.name) ? problem : `${metadata.name}: ${problem}`)),
  ];
}

function needsOf(model: ModelMetadata): readonly ModelNeed[] {
  const { name } = model;
  const needs: ModelNeed[] = [];
  if (model.kind === 'counter') needs.push({ capability: 'counter', subject: name });
  if (model.kind === 'view') needs.push({ capability: 'view.materialized', subject: name });
  if (model.ttlSeconds !== null) needs.push({ capability: 'ttl.record', subject: `${name} (ttl)` });
  if (model.watch) needs.push({ capability: 'watch', subject: `${name} (watch)` });
  for (const index of model.indexes) {
    const parts = index.parts.map((part) => part.path).join(', ');
    if (index.unique) needs.push({ capability: 'index.unique', subject: `${name} (unique index on ${parts})` });
  }
  for (const field of model.fields) {
    const subject = `${name}.${field.property}`;
    if (field.type.kind === 'vector') needs.push({ capability: 'vector', subject });
    if (field.driverOnly.includes('static')) needs.push({ capability: 'static', subject });
  }
  return needs;
}
