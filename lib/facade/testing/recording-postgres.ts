import type { CapabilityTable } from '../../capability/support';
import type { Engine } from '../../contract/engine';
import { openPgliteEngine } from '../../engines/postgres/pglite-engine';
import { openPostgresEngine } from '../../engines/postgres/postgres-engine';
import { encodeField } from '../../engines/postgres/postgres-insert';
import type { PostgresStatement } from '../../engines/postgres/postgres-statement';
import type { FieldPath } from '../../query/field-path';
import type { IncrementOperation, UpdateOperation } from '../../query/operation';
import { Recording, type ReturnedRows } from './recording';
import { RecordingDriver } from './recording-driver';
import type { RecordingOptions } from './recording-options';

/** A recording engine before it is put under the models. */
export interface RecordedEngine {
  readonly engine: Engine<unknown>;
  readonly recording: Pick<Recording<object>, 'statements' | 'acquired' | 'clear'>;
}

const EMPTY_CATALOG = { schemas: [], vector: { installed: false, available: true }, tables: [] };

/** PostgreSQL or PGlite with everything of its own but the line to the store. */
export function recordingPostgres(
  name: 'postgres' | 'pglite',
  options: RecordingOptions,
  narrow: (table: CapabilityTable) => CapabilityTable,
): RecordedEngine {
  const engine: Engine<PostgresStatement> = name === 'pglite' ? openPgliteEngine({}) : openPostgresEngine({});
  const recording = new Recording(engine.compiler, returnedRows, options);
  const capabilities = narrow(engine.capabilities);
  const recorded: Engine<PostgresStatement> = Object.freeze({
    ...engine,
    capabilities,
    compiler: recording.compiler,
    driver: new RecordingDriver(recording, capabilities, answerOfEmptyStore),
    // A cursor needs a client of the store's; without one the loop reads in keyset pages.
    streaming: null,
  });
  return { engine: recorded, recording };
}

/** What schema work asks of a server: the catalog, and whether a transaction is open (25P01: no). */
function answerOfEmptyStore(text: string, isInTransaction: boolean): readonly object[] {
  if (text.startsWith('SAVEPOINT') && !isInTransaction) {
    throw Object.assign(new Error('SAVEPOINT can only be used in transaction blocks'), { code: '25P01' });
  }
  return text.includes(' AS catalog\n') ? [{ catalog: JSON.stringify(EMPTY_CATALOG) }] : [];
}

/** Values that a write states itself come back; what the server would have computed is null. */
const returnedRows: ReturnedRows = (operation) => {
  if (operation.kind === 'update') return [operation.returning.map((path) => assignedText(operation, path))];
  if (operation.kind === 'increment') return [operation.returning.map((path) => countedText(operation, path))];
  return [];
};

function assignedText({ assignments }: UpdateOperation, { field }: FieldPath): string | null {
  if (field === null) return null;
  for (const assignment of assignments) {
    const isWhole = assignment.path.field === field && assignment.path.steps.length === 0;
    if (isWhole && assignment.kind === 'set') return encodeField(field, assignment.value);
  }
  return null;
}

/** As for a row that was not there before. */
function countedText({ deltas }: IncrementOperation, { field }: FieldPath): string {
  return String(deltas.find((delta) => delta.field === field)?.by ?? 0n);
}
