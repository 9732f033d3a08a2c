import { SchemaLine } from './schema-line';
import { openSchemaStore, type SchemaStore } from './schema-store';

const OPEN_TIMEOUT_MS = 60_000;

/** One line to a store that is there for the specs of the surrounding block. */
export interface SchemaLineOf {
  /** Usable in hooks and specs. */
  readonly line: SchemaLine;
  /** The store, for more lines. */
  readonly store: SchemaStore;
}

/**
 * Opens a store and a line to it before the specs of the surrounding block, and closes both after them.
 * @param prepare runs once they are open
 */
export function schemaLineOf(
  name: 'postgres' | 'pglite',
  prepare: (line: SchemaLine) => Promise<unknown> = async () => undefined,
): SchemaLineOf {
  let opened: SchemaLineOf | null = null;
  const used = (): SchemaLineOf => {
    if (opened === null) throw new Error('The store is not open: use it inside a hook or a spec.');
    return opened;
  };
  beforeAll(async () => {
    const store = await openSchemaStore(name);
    opened = { store, line: new SchemaLine(await store.connect()) };
    await prepare(opened.line);
  }, OPEN_TIMEOUT_MS);
  afterAll(async () => {
    opened?.line.release();
    await opened?.store.close();
  });
  return {
    get line() {
      return used().line;
    },
    get store() {
      return used().store;
    },
  };
}

/** The same on PostgreSQL, with an empty table `t` of a key and a name before each spec. */
export function schemaLineWithTable(): SchemaLineOf {
  const opened = schemaLineOf('postgres');
  beforeEach(async () => {
    const { line } = opened;
    await line.rows('DROP TABLE IF EXISTS t');
    await line.rows('CREATE TABLE t (id integer PRIMARY KEY, name text COLLATE "C" NOT NULL, _expires_at timestamptz)');
  });
  return opened;
}
