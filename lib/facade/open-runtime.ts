import type { Engine } from '../contract/engine';
import type { EngineRuntime as Runtime } from '../execution/engine-runtime';
import { EngineRuntime } from '../execution/engine-runtime';
import type { ConnectedEngine } from '../model/connected-engine';
import { acceptChanges } from '../schema/accept-changes';
import type { ConnectOptions } from './connect-options';

/**
 * Connects and puts the models on it; lets go of the connection when a model does not fit.
 * @throws ConfigurationError (POLYDOC_CONFIGURATION), ConnectionError (POLYDOC_CONNECTION), ModelDefinitionError.
 */
export async function openRuntime<E extends ConnectedEngine>(
  engine: Engine<unknown>,
  options: ConnectOptions,
  wrap: (runtime: Runtime) => E,
): Promise<E> {
  const connected = wrap(await EngineRuntime.open(engine, options, acceptChanges));
  try {
    connected.register(...(options.models ?? []));
  } catch (error) {
    await connected.close();
    throw error;
  }
  return connected;
}
