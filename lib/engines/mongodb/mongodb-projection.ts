import type { ModelMetadata } from '../../metadata/model-metadata';
import type { FieldPath } from '../../query/field-path';
import { allFieldPaths } from '../../query/find-operation';
import { isPathName } from './mongodb-expression';
import { ID, storedName } from './mongodb-names';
import { stepName, stepsOf } from './mongodb-path';
import type { BsonDocument } from './mongodb-statement';

const projections = new WeakMap<readonly FieldPath[], { readonly model: ModelMetadata; readonly made: Made }>();

interface Made {
  readonly projection: BsonDocument | null;
}

/**
 * What to read of documents so that every path of a selection can be found where it is stored; null for whole documents,
 * which is the usual read and the cheapest. No selection at all reads the key.
 */
export function projectionOf(model: ModelMetadata, selection: readonly FieldPath[]): BsonDocument | null {
  const known = projections.get(selection);
  if (known?.model === model) return known.made.projection;
  const made = { projection: makeProjection(model, selection) };
  // Only frozen lists stay what they are.
  if (Object.isFrozen(selection)) projections.set(selection, { model, made });
  return made.projection;
}

function makeProjection(model: ModelMetadata, selection: readonly FieldPath[]): BsonDocument | null {
  const all = allFieldPaths(model);
  if (selection === all) return null;
  const whole = new Set(selection.filter((path) => path.steps.length === 0).map((path) => path.field));
  if (all.every((path) => whole.has(path.field))) return null;
  if (selection.length === 0) return { [ID]: 1 };
  const names = outermost(selection.map((path) => projectedName(model, path)));
  const hasKey = names.some((name) => name === ID || name.startsWith(`${ID}.`));
  return Object.fromEntries([...names.map((name) => [name, 1]), ...(hasKey ? [] : [[ID, 0]])]);
}

/** The name as far as a projection can follow it: of lists all is read, and of maps with entries that no name reaches. */
function projectedName(model: ModelMetadata, path: FieldPath): string {
  const names = path.field === null ? [] : [storedName(model, path.field)];
  for (const { step, type } of stepsOf(path, null)) {
    const name = stepName(type, step);
    if (step.kind === 'index' || !isPathName(name)) break;
    names.push(name);
  }
  return names.join('.');
}

/** A name and one below it exclude each other. */
function outermost(names: readonly string[]): readonly string[] {
  return names.filter((name) => !names.some((other) => name.startsWith(`${other}.`)));
}
