import type { Engine } from '../../contract/engine';
import { maxRowsPerInsert } from './max-rows-per-insert';
import { mongodbBatches } from './mongodb-batches';
import { MONGODB_CAPABILITIES } from './mongodb-capabilities';
import { mongodbChangeFeed } from './mongodb-change-feed';
import { mongodbCompiler } from './mongodb-compiler';
import type { MongoOptions } from './mongodb-config';
import { MongoDriver } from './mongodb-driver';
import { mongodbEndpoint } from './mongodb-endpoint';
import { mongodbErrors } from './mongodb-errors';
import { mongodbModelProblems } from './mongodb-model-check';
import { mongodbRowReaders } from './mongodb-row-readers';
import { mongodbSchemaSync } from './mongodb-schema-sync';
import type { MongoStatement } from './mongodb-statement';
import { mongodbStreaming } from './mongodb-streaming';
import { mongodbTransactions } from './mongodb-transactions';

/** MongoDB through the `mongodb` client. Nothing is connected before `driver.open()`. */
export function openMongodbEngine(options: MongoOptions): Engine<MongoStatement> {
  const driver = new MongoDriver(options, MONGODB_CAPABILITIES);
  return Object.freeze({
    name: 'mongodb',
    endpoint: mongodbEndpoint(options),
    capabilities: MONGODB_CAPABILITIES,
    compiler: mongodbCompiler,
    driver,
    rows: mongodbRowReaders,
    schema: mongodbSchemaSync,
    errors: mongodbErrors,
    transactions: mongodbTransactions,
    batches: mongodbBatches,
    streaming: mongodbStreaming,
    changes: mongodbChangeFeed(() => driver.acquire()),
    maxRowsPerInsert,
    checkModel: mongodbModelProblems,
  });
}
