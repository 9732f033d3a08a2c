import type { ModelMetadata } from '../metadata/model-metadata';
import type { FieldPath } from './field-path';
import { parsePath } from './parse-path';
import { invalidQuery } from './refuse-query';

/**
 * Reads the paths of a selection. A path named twice counts once, and so does a part of a path that is there whole.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for an unknown path, no path at all, and an element of a list
 */
export function parseSelection(model: ModelMetadata, names: readonly unknown[]): readonly FieldPath[] {
  const paths = names.map((name) => selectedPath(model, name));
  if (paths.length === 0) throw invalidQuery(model, { path: null }, 'a selection names at least one field');
  const texts = new Set(paths.map((path) => path.text));
  const seen = new Set<string>();
  return Object.freeze(
    paths.filter((path) => !isCovered(texts, path.text) && !seen.has(path.text) && seen.add(path.text)),
  );
}

/** Reads the paths of value tuples: each stands for one position, so none is left out. */
export function parseValuePaths(model: ModelMetadata, names: readonly unknown[]): readonly FieldPath[] {
  if (names.length === 0) throw invalidQuery(model, { path: null }, 'values names at least one field');
  return Object.freeze(names.map((name) => readPath(model, name)));
}

/** Reads one path given by name. */
export function readPath(model: ModelMetadata, name: unknown): FieldPath {
  if (typeof name !== 'string')
    throw invalidQuery(model, { path: null }, `a field is given by name, got ${typeof name}`);
  return parsePath(model, name);
}

function selectedPath(model: ModelMetadata, name: unknown): FieldPath {
  const path = readPath(model, name);
  if (!path.steps.some((step) => step.kind === 'index')) return path;
  throw invalidQuery(model, { path: path.text }, 'selects one element of a list; select the list, or use values()');
}

function isCovered(texts: ReadonlySet<string>, text: string): boolean {
  for (let dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', dot + 1)) {
    if (texts.has(text.slice(0, dot))) return true;
  }
  return false;
}
