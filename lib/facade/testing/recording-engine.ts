import type { Capability } from '../../capability/capability';
import { type CapabilityTable, none } from '../../capability/support';
import type { EngineName } from '../../contract/engine';
import { ConfigurationError } from '../../errors/definition-errors';
import { resolveEngineOptions } from '../../execution/engine-options';
import { EngineRuntime } from '../../execution/engine-runtime';
import { ExecutionCore } from '../../execution/execution-core';
import { ConnectedEngine } from '../../model/connected-engine';
import { acceptChanges } from '../../schema/accept-changes';
import type { RecordedStatement } from './recorded-statement';
import { recordingMongodb } from './recording-mongodb';
import type { RecordingOptions } from './recording-options';
import { type RecordedEngine, recordingPostgres } from './recording-postgres';

/** An engine that needs no server: it compiles for the store that it is named for, and takes down what it would send. */
export class RecordingEngine extends ConnectedEngine {
  readonly #recording: RecordedEngine['recording'];

  /** Made by `recordingEngine`. */
  constructor(runtime: EngineRuntime, recording: RecordedEngine['recording']) {
    super(runtime);
    this.#recording = recording;
  }

  /** What would have been sent since the last `clear()`, oldest first; BEGIN, COMMIT and ROLLBACK included. */
  get statements(): readonly RecordedStatement[] {
    return this.#recording.statements;
  }

  /** How many connections were taken since the last `clear()`; 0 proves that the driver was not touched. */
  get acquired(): number {
    return this.#recording.acquired;
  }

  /** Forgets what was taken down. */
  clear(): void {
    this.#recording.clear();
  }
}

/**
 * Makes an engine that compiles for the named store, with its real compiler, codecs and capabilities, and records
 * statements in place of sending them. Reads answer no rows unless `rows` says otherwise; writes answer as if
 * everything that they name were there. No client library is loaded, but for `mongodb`: there it makes the values.
 * @param name `postgres`, `pglite` or `mongodb`.
 * @throws ConfigurationError (POLYDOC_CONFIGURATION) for a store that this version has no engine for.
 * @example
 * const engine = recordingEngine('postgres').register(User);
 * await User.find({ age: { $gte: 18 } });
 * engine.statements; // [{ operation: 'find', model: 'User', text: 'SELECT ...', values: ['18'] }]
 */
export function recordingEngine(name: EngineName, options: RecordingOptions = {}): RecordingEngine {
  const { rows: _rows, affected: _affected, without = [], ...engineOptions } = options;
  const { engine, recording } = recorded(name, options, (table) => lacking(table, without));
  const core = new ExecutionCore(engine, engine.capabilities, resolveEngineOptions(engineOptions));
  return new RecordingEngine(new EngineRuntime(core, acceptChanges), recording);
}

function recorded(
  name: EngineName,
  options: RecordingOptions,
  narrow: (table: CapabilityTable) => CapabilityTable,
): RecordedEngine {
  if (name === 'postgres' || name === 'pglite') return recordingPostgres(name, options, narrow);
  if (name === 'mongodb') return recordingMongodb(options, narrow);
  throw new ConfigurationError(`This version of polydoc has no engine \`${String(name)}\` to record.`, {
    hint: 'Record `postgres`, `pglite` or `mongodb`.',
  });
}

function lacking(table: CapabilityTable, without: readonly Capability[]): CapabilityTable {
  const taken = none('It was taken away from this recording engine.', 'Leave it out of `without`.');
  const entries = without.map((capability): [Capability, typeof taken] => [capability, taken]);
  return Object.freeze({ ...table, ...Object.fromEntries(entries) });
}
