import { asRecord } from '../internal/as-record';
import type { HookEvent } from '../metadata/hook-metadata';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { PluginSet } from './plugin-set';

/** Whose hooks run: a model's, then those that plugins add to it where it is bound. */
export interface HookContext {
  readonly model: ModelMetadata;
  readonly plugins: PluginSet;
}

/**
 * Runs the document's hooks of these moments, one after another: for each moment those of its class, then those of
 * plugins. A hook that throws vetoes what follows.
 */
export async function runHooks(
  { model, plugins }: HookContext,
  document: object,
  ...events: readonly HookEvent[]
): Promise<void> {
  for (const event of events) {
    for (const name of model.hooks[event]) await callHook(document, name);
    for (const hook of plugins.hooks[event] ?? []) await hook.call(document);
  }
}

/** True when class or plugins have a hook for one of these moments. */
export function hasHooks({ model, plugins }: HookContext, ...events: readonly HookEvent[]): boolean {
  // Asked for each row of a bulk write: a closure per question would show.
  for (const event of events) if (model.hooks[event].length > 0 || plugins.hooks[event] !== undefined) return true;
  return false;
}

async function callHook(document: object, name: string): Promise<void> {
  const method = asRecord(document)[name];
  if (typeof method === 'function') await Reflect.apply(method, document, []);
}
