import { asRecord } from '../internal/as-record';
import type { HookEvent } from '../metadata/hook-metadata';
import type { ModelMetadata } from '../metadata/model-metadata';

/** Runs the document's hooks of these moments, one after another. A hook that throws vetoes what follows. */
export async function runHooks(model: ModelMetadata, document: object, ...events: readonly HookEvent[]): Promise<void> {
  for (const event of events) {
    for (const name of model.hooks[event]) await callHook(document, name);
  }
}

/** True when the model has a hook for one of these moments. */
export function hasHooks(model: ModelMetadata, ...events: readonly HookEvent[]): boolean {
  return events.some((event) => model.hooks[event].length > 0);
}

async function callHook(document: object, name: string): Promise<void> {
  const method = asRecord(document)[name];
  if (typeof method === 'function') await Reflect.apply(method, document, []);
}
