import { ConfigurationError } from '../errors/definition-errors';
import type { EngineRuntime } from '../execution/engine-runtime';
import type { AnyClass } from '../internal/any-class';
import { classChain } from '../metadata/class-chain';
import { HOOK_EVENTS } from '../metadata/hook-metadata';
import type { ModelMetadata } from '../metadata/model-metadata';
import { modelOfView } from './binding';
import { type AnyPlugin, NO_PLUGINS, type PluginSet, pluginSetOf } from './plugin-set';

/** A plugin, and the how manieth addition it was: the order holds across classes and engines. */
interface Addition {
  readonly plugin: AnyPlugin;
  readonly turn: number;
}

/** What the plugins of a model come down to, as long as none is added and the model stays on its engine. */
interface ResolvedPlugins {
  readonly turn: number;
  readonly runtime: EngineRuntime | null;
  readonly set: PluginSet;
}

const additions = new WeakMap<AnyClass | EngineRuntime, readonly Addition[]>();
const resolved = new WeakMap<ModelMetadata, ResolvedPlugins>();

/** Additions so far. While there are none, nothing is looked up at all. */
let turns = 0;

/**
 * Adds a plugin to a class and to those below it.
 * @throws ConfigurationError (POLYDOC_CONFIGURATION) when class or base has one of that name, or it is no plugin.
 */
export function addModelPlugin(modelClass: AnyClass, plugin: AnyPlugin): void {
  const model = modelOfView(modelClass);
  add(model, plugin, classAdditions(model), model.name);
}

/**
 * Adds a plugin to every model of an engine, later ones included.
 * @throws ConfigurationError (POLYDOC_CONFIGURATION) when the engine has one of that name, or it is no plugin.
 */
export function addEnginePlugin(runtime: EngineRuntime, plugin: AnyPlugin): void {
  add(runtime, plugin, additions.get(runtime) ?? [], `The engine \`${runtime.name}\``);
}

/**
 * What plugins add to a model on an engine. Asked once per call of a model, not per document.
 * @param runtime null for a model of no engine
 * @throws ConfigurationError (POLYDOC_CONFIGURATION) when two of its plugins cannot live together.
 */
export function pluginsOf(model: ModelMetadata, runtime: EngineRuntime | null): PluginSet {
  if (turns === 0) return NO_PLUGINS;
  const known = resolved.get(model);
  if (known !== undefined && known.turn === turns && known.runtime === runtime) return known.set;
  const ofEngine = runtime === null ? [] : (additions.get(runtime) ?? []);
  const all = [...classAdditions(model.class), ...ofEngine];
  const set = all.length === 0 ? NO_PLUGINS : pluginSetOf(inOrder(all), model.name);
  resolved.set(model, { turn: turns, runtime, set });
  return set;
}

function add(
  owner: AnyClass | EngineRuntime,
  plugin: AnyPlugin,
  company: readonly Addition[],
  ownerName: string,
): void {
  checkShape(plugin);
  if (company.some((known) => known.plugin.name === plugin.name)) {
    throw new ConfigurationError(`${ownerName} has a plugin named "${plugin.name}" already.`, {
      hint: 'Add a plugin once: subclasses have those of their base.',
    });
  }
  const addition = { plugin, turn: turns + 1 };
  pluginSetOf(inOrder([...company, addition]), ownerName);
  additions.set(owner, [...(additions.get(owner) ?? []), addition]);
  turns += 1;
}

function checkShape(plugin: AnyPlugin): void {
  if (typeof plugin?.name !== 'string' || plugin.name === '') {
    throw new ConfigurationError('A plugin is an object with a name.');
  }
  const unknown = Object.keys(plugin.hooks ?? {}).filter((name) => !HOOK_EVENTS.some((event) => event === name));
  if (unknown.length === 0) return;
  throw new ConfigurationError(`The plugin "${plugin.name}" has hooks that do not exist: ${unknown.join(', ')}.`, {
    hint: `There are ${HOOK_EVENTS.join(', ')}.`,
  });
}

function classAdditions(modelClass: AnyClass): readonly Addition[] {
  return classChain(modelClass).flatMap((level) => additions.get(level) ?? []);
}

function inOrder(all: readonly Addition[]): AnyPlugin[] {
  return [...all].sort((left, right) => left.turn - right.turn).map(({ plugin }) => plugin);
}
