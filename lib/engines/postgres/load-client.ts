import { ConfigurationError } from '../../errors/definition-errors';
import { propertyOf } from '../../internal/property-of';

function isMissing(cause: unknown, packageName: string): boolean {
  const code = propertyOf(cause, 'code');
  const missing = code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND';
  return missing && String(propertyOf(cause, 'message')).includes(packageName);
}

/**
 * Loads a client library when it is first needed.
 * @throws ConfigurationError (POLYDOC_CONFIGURATION) when the package is not installed, with what to run.
 */
export async function loadClient<T>(packageName: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if (!isMissing(cause, packageName)) throw cause;
    throw new ConfigurationError(`The npm package \`${packageName}\` is not installed.`, {
      hint: `Run \`npm install ${packageName}\`.`,
      cause,
    });
  }
}
