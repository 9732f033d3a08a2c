import { ConfigurationError } from '../errors/definition-errors';
import type { EngineOptions } from '../execution/engine-options';
import type { AnyClass } from '../internal/any-class';

/** Options that every way of connecting takes. */
export interface ConnectOptions extends EngineOptions {
  /** Models to register at once. */
  readonly models?: readonly AnyClass[] | undefined;
}

/** Names of the options that every engine has. */
const COMMON_NAMES: Readonly<Record<keyof ConnectOptions, true>> = {
  models: true,
  lockTimeoutMs: true,
  timeoutMs: true,
  slowMs: true,
  cursorSecret: true,
  debugValues: true,
  filterLimits: true,
};

/**
 * Refuses options that the engine does not have: a misspelt one would be silently without effect.
 * @throws ConfigurationError (POLYDOC_CONFIGURATION) naming them.
 */
export function checkOptionNames(engine: string, options: object, own: Readonly<Record<string, true>>): void {
  const unknown = Object.keys(options).filter((name) => !(name in COMMON_NAMES) && !(name in own));
  if (unknown.length === 0) return;
  throw new ConfigurationError(
    `The engine \`${engine}\` has no option ${unknown.map((name) => `\`${name}\``).join(', ')}.`,
    {
      engine,
      hint: `Its options are ${[...Object.keys(own), ...Object.keys(COMMON_NAMES)].join(', ')}.`,
    },
  );
}
