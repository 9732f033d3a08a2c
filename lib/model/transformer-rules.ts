import type { ExposeMetadata, TransformationType, TransformMetadata, TypeMetadata } from 'class-transformer';
import type { MetadataStorage } from 'class-transformer/types/MetadataStorage';
import type { AnyClass } from '../internal/any-class';
import { isModelClass } from '../metadata/is-model-class';
import type { SerializationOptions } from './serialization-options';

/** Which way values go, in class-transformer's own numbers: into a class, or out of one. */
export const TO_CLASS: TransformationType = 0;
/** See {@link TO_CLASS}. */
export const TO_PLAIN: TransformationType = 1;

/** What class-transformer's decorators said about one class and its bases, for one direction. */
export interface TransformerRules {
  /** What the class itself is marked with; null when nothing, or both. */
  readonly strategy: 'excludeAll' | 'exposeAll' | null;
  /** Properties with `@Expose`, getters and methods included. */
  readonly exposed: readonly string[];
  /** Properties with `@Exclude`. */
  readonly excluded: ReadonlySet<string>;
  expose(property: string): ExposeMetadata | undefined;
  /** The property that `@Expose({ name })` gives this name. */
  propertyNamed(name: string): string | undefined;
  /** `@Transform`s in order of execution. */
  transforms(property: string): readonly TransformMetadata[];
  type(property: string): TypeMetadata | undefined;
}

/** Rules of a class; null when there can be none, found out without loading class-transformer. */
export function transformerRulesOf(owner: AnyClass, direction: TransformationType): TransformerRules | null {
  const storage = loadedStorage();
  if (storage === null) return null;
  return {
    strategy: strategyOf(storage, owner),
    exposed: storage.getExposedProperties(owner, direction),
    excluded: new Set(storage.getExcludedProperties(owner, direction)),
    expose: (property) => storage.findExposeMetadata(owner, property),
    propertyNamed: (name) => storage.findExposeMetadataByCustomName(owner, name)?.propertyName,
    transforms: (property) => storage.findTransformMetadatas(owner, property, direction),
    type: (property) => storage.findTypeMetadata(owner, property),
  };
}

const STORAGE = 'class-transformer/cjs/storage';
let storagePath: string | null = null;

/**
 * class-transformer's one store of metadata. When its decorators were used anywhere, it is loaded; when it is not
 * loaded, no class has rules. Some loaders of ES modules give no list of loaded modules: then it is loaded (3 ms).
 */
function loadedStorage(): MetadataStorage | null {
  if (typeof require.cache === 'object' && require.cache !== null) {
    storagePath ??= require.resolve(STORAGE);
    if (require.cache[storagePath] === undefined) return null;
  }
  const loaded: { readonly defaultMetadataStorage: MetadataStorage } = require('class-transformer/cjs/storage');
  return loaded.defaultMetadataStorage;
}

/**
 * A mark on the class holds for exactly that class. A model stands for the class as it was written, which is its base,
 * and a view by `using` for its model: marks may be on any of them, above `@Entity` or below.
 */
function strategyOf(storage: MetadataStorage, owner: AnyClass): TransformerRules['strategy'] {
  for (const level of standingFor(owner)) {
    const strategy = storage.getStrategy(level);
    if (strategy !== 'none') return strategy;
  }
  return null;
}

function standingFor(owner: AnyClass): readonly AnyClass[] {
  const levels: AnyClass[] = [];
  let level: unknown = owner;
  while (typeof level === 'function' && level !== Function.prototype) {
    const current = level as AnyClass;
    levels.push(current);
    level = Object.getPrototypeOf(level);
    if (isModelClass(current)) return typeof level === 'function' ? [...levels, level as AnyClass] : levels;
  }
  return [owner];
}

/** True when options choose what is marked with these groups; without groups in the options, the unmarked. */
export function isInGroups(marked: readonly string[] | undefined, options: SerializationOptions): boolean {
  if (options.groups === undefined || options.groups.length === 0) return marked === undefined || marked.length === 0;
  return marked === undefined || options.groups.some((group) => marked.includes(group));
}

/** True when the options' version, if any, is one of those that the mark is for. */
export function isInVersion(
  mark: { readonly since?: number; readonly until?: number } | undefined,
  options: SerializationOptions,
): boolean {
  const { version } = options;
  if (version === undefined || mark === undefined) return true;
  // 0 states nothing, as in class-transformer.
  return !(mark.since && version < mark.since) && !(mark.until && version >= mark.until);
}

/** `@Transform`s that these options choose, as one function; null when there are none. */
export function transformOf(
  rules: TransformerRules,
  property: string,
  direction: TransformationType,
  options: SerializationOptions,
): ((value: unknown, owner: object) => unknown) | null {
  const chosen = rules
    .transforms(property)
    .filter((one) => isInVersion(one.options, options) && isInGroups(one.options?.groups, options));
  if (chosen.length === 0) return null;
  const { groups, excludePrefixes, ...rest } = options;
  const shown = Object.fromEntries(
    Object.entries({ ...rest, groups, excludePrefixes }).filter(([, one]) => one !== undefined),
  );
  return (value, owner) =>
    chosen.reduce(
      (current: unknown, { transformFn }): unknown =>
        transformFn({ value: current, key: property, obj: owner, type: direction, options: shown }),
      value,
    );
}
