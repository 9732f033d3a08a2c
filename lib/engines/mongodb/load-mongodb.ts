import { ConfigurationError } from '../../errors/definition-errors';
import { propertyOf } from '../../internal/property-of';

/**
 * Loads the client library, when it is first needed and not before.
 * @throws ConfigurationError (POLYDOC_CONFIGURATION) when the package is not installed, with what to run.
 */
export async function loadMongodb(): Promise<typeof import('mongodb')> {
  try {
    return await import('mongodb');
  } catch (cause) {
    const code = propertyOf(cause, 'code');
    if (code !== 'MODULE_NOT_FOUND' && code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new ConfigurationError('The npm package `mongodb` is not installed.', {
      engine: 'mongodb',
      hint: 'Run `npm install mongodb`.',
      cause,
    });
  }
}
