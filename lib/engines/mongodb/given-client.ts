import type { MongoClient } from 'mongodb';
import { ConfigurationError } from '../../errors/definition-errors';

/** What the client of driver 6.10 and later has. */
function isMongoClient(value: object): value is MongoClient {
  return 'startSession' in value && 'db' in value && 'bulkWrite' in value;
}

/**
 * The caller's client as what it has to be.
 * @throws ConfigurationError (POLYDOC_CONFIGURATION) for anything else.
 */
export function givenClient(value: object): MongoClient {
  if (isMongoClient(value)) return value;
  throw new ConfigurationError('The given client is not a `MongoClient`.', {
    engine: 'mongodb',
    hint: 'Give one made by `new MongoClient()` of the package `mongodb`, version 7.',
  });
}
