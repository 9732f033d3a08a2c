import type { CapabilityTable } from '../../capability/support';
import type { Engine } from '../../contract/engine';
import type * as MongodbRecording from '../../engines/mongodb/mongodb-recording';
import type { MongoStatement } from '../../engines/mongodb/mongodb-statement';
import { ConfigurationError } from '../../errors/definition-errors';
import { Recording } from './recording';
import { RecordingDriver } from './recording-driver';
import type { RecordingOptions } from './recording-options';
import type { RecordedEngine } from './recording-postgres';

/** Loaded by the first call: values are made by the `mongodb` package, and not everybody who tests has it. */
function loadParts(): typeof MongodbRecording {
  try {
    return require('../../engines/mongodb/mongodb-recording');
  } catch (cause) {
    throw new ConfigurationError('The npm package `mongodb` is not installed: it makes the values that are recorded.', {
      engine: 'mongodb',
      hint: 'Run `npm install mongodb`.',
      cause,
    });
  }
}

/** MongoDB with everything of its own but the line to the store. */
export function recordingMongodb(
  options: RecordingOptions,
  narrow: (table: CapabilityTable) => CapabilityTable,
): RecordedEngine {
  const { openMongodbEngine, returnedRows, statementValues, wireRow } = loadParts();
  const engine: Engine<MongoStatement> = openMongodbEngine({});
  const recording = new Recording(engine.compiler, returnedRows, options, {
    valuesOf: statementValues,
    wireRow,
  });
  const capabilities = narrow(engine.capabilities);
  const recorded: Engine<MongoStatement> = Object.freeze({
    ...engine,
    capabilities,
    compiler: recording.compiler,
    // A server without collections answers with nothing.
    driver: new RecordingDriver(recording, capabilities, () => []),
    // Without a cursor the loop reads in keyset pages.
    streaming: null,
    changes: null,
  });
  return { engine: recorded, recording };
}
