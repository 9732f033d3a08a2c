import { ConfigurationError } from '../errors/definition-errors';
import { asRecord } from '../internal/as-record';
import { HOOK_EVENTS, type HookEvent } from '../metadata/hook-metadata';

/** A plugin, whatever documents it is for. */
export interface AnyPlugin {
  readonly name: string;
  readonly hooks?: object;
  readonly scopes?: object;
  readonly rewriteQuery?: unknown;
}

/** A function of a plugin, with the plugin's name for messages; what it takes depends on where it stands. */
export interface PluginFunction {
  readonly plugin: string;
  readonly call: (...args: readonly unknown[]) => unknown;
}

/** What plugins add to one model on one engine, in the order of their addition. */
export interface PluginSet {
  readonly hooks: Readonly<Partial<Record<HookEvent, readonly PluginFunction[]>>>;
  readonly scopes: ReadonlyMap<string, PluginFunction>;
  readonly rewrites: readonly PluginFunction[];
}

/** What no plugins add. */
export const NO_PLUGINS: PluginSet = Object.freeze({ hooks: {}, scopes: new Map(), rewrites: [] });

/**
 * Puts plugins together. One that is there twice, by its class and by its engine, counts once.
 * @param owner name of the class or engine, for messages
 * @throws ConfigurationError (POLYDOC_CONFIGURATION) for two plugins, or scopes of two, with one name.
 */
export function pluginSetOf(plugins: readonly AnyPlugin[], owner: string): PluginSet {
  const hooks: Partial<Record<HookEvent, PluginFunction[]>> = {};
  const scopes = new Map<string, PluginFunction>();
  const rewrites: PluginFunction[] = [];
  const names = new Set<string>();
  for (const plugin of new Set(plugins)) {
    const { name, rewriteQuery } = plugin;
    if (names.size === names.add(name).size) throw taken(owner, `a plugin named "${name}"`);
    for (const [event, hook] of hooksOf(plugin)) {
      hooks[event] = [...(hooks[event] ?? []), functionOf(name, hook, plugin.hooks)];
    }
    for (const [scope, step] of Object.entries(plugin.scopes ?? {})) {
      if (scopes.has(scope)) throw taken(owner, `a scope named "${scope}"`);
      scopes.set(scope, functionOf(name, step, plugin.scopes));
    }
    if (rewriteQuery !== undefined) rewrites.push(functionOf(name, rewriteQuery, plugin));
  }
  return Object.freeze({ hooks, scopes, rewrites });
}

function hooksOf(plugin: AnyPlugin): (readonly [HookEvent, unknown])[] {
  const hooks = asRecord(plugin.hooks ?? {});
  return HOOK_EVENTS.filter((event) => hooks[event] !== undefined).map((event) => [event, hooks[event]]);
}

function functionOf(plugin: string, step: unknown, owner: unknown): PluginFunction {
  if (typeof step !== 'function') {
    throw new ConfigurationError(`The plugin "${plugin}" has a hook, scope or rewrite that is no function.`);
  }
  return { plugin, call: (...args) => Reflect.apply(step, owner, args) };
}

function taken(owner: string, what: string): ConfigurationError {
  return new ConfigurationError(`${owner} has ${what} already.`, {
    hint: 'Add a plugin once: to the base class or to the engine for many models.',
  });
}
