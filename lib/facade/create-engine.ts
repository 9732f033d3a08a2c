import { ConfigurationError } from '../errors/definition-errors';
import type { ConnectedEngine } from '../model/connected-engine';
import { type MongoConnectOptions, MongoEngine } from './mongo-engine';
import { type PgliteConnectOptions, PgliteEngine } from './pglite-engine';
import { type PostgresConnectOptions, PostgresEngine } from './postgres-engine';

/** Options of `createEngine`: those of every engine, and the own ones of the engine that the url picks. */
export interface CreateEngineOptions
  extends Omit<PostgresConnectOptions, 'client'>,
    Omit<PgliteConnectOptions, 'client'>,
    Omit<MongoConnectOptions, 'client'> {
  /**
   * `pglite:` (in memory), `pglite:./folder`, `postgres://`, `postgresql://`, `mongodb://` or `mongodb+srv://`. Without it
   * `POLYDOC_URL` of the environment, else `pglite:`.
   */
  readonly url?: string | undefined;
  /** A client of the caller's for the engine that the url picks; never closed by polydoc. */
  readonly client?: PostgresConnectOptions['client'] | PgliteConnectOptions['client'] | MongoConnectOptions['client'];
}

type Connect = (options: CreateEngineOptions) => Promise<ConnectedEngine>;

const ENGINES: ReadonlyMap<string, Connect> = new Map<string, Connect>([
  ['pglite', (options) => PgliteEngine.connect(withClient(options, isPgliteClient))],
  ['postgres', (options) => PostgresEngine.connect(withClient(options, isPostgresClient))],
  ['postgresql', (options) => PostgresEngine.connect(withClient(options, isPostgresClient))],
  ['mongodb', (options) => MongoEngine.connect(withClient(options, isMongoClient))],
  ['mongodb+srv', (options) => MongoEngine.connect(withClient(options, isMongoClient))],
]);

/** Schemes that are understood, and for which this version has no engine. */
const LATER = new Set(['cassandra', 'scylla']);

/**
 * Connects to the store that the url names, and registers `models`. The client library of the store is loaded now and
 * not before.
 * @throws ConfigurationError (POLYDOC_CONFIGURATION) for a url or an option that no engine has.
 * @throws ConnectionError (POLYDOC_CONNECTION) when the store cannot be reached.
 * @throws ModelDefinitionError (POLYDOC_MODEL_DEFINITION) when a model does not fit the engine.
 * @example
 * await using engine = await createEngine({ models: [User] }); // embedded, in memory
 */
export async function createEngine(options: CreateEngineOptions = {}): Promise<ConnectedEngine> {
  const url = options.url ?? (process.env.POLYDOC_URL || 'pglite:');
  if (typeof url !== 'string') throw new ConfigurationError('The option `url` is not a text.');
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  const connect = scheme === undefined ? undefined : ENGINES.get(scheme);
  if (connect === undefined) throw unknownScheme(scheme);
  return connect({ ...options, url });
}

function unknownScheme(scheme: string | undefined): ConfigurationError {
  const hint = `Begin the url with one of ${[...ENGINES.keys()].map((name) => `\`${name}:\``).join(', ')}.`;
  if (scheme === undefined) return new ConfigurationError('The url has no scheme.', { hint });
  if (LATER.has(scheme)) {
    return new ConfigurationError(`This version of polydoc has no engine for \`${scheme}:\` yet.`, { hint });
  }
  return new ConfigurationError(`No engine answers to the scheme \`${scheme}:\`.`, { hint });
}

/** The options with a client that is one for the engine; what kind it is, the url has said. */
function withClient<C extends object>(
  options: CreateEngineOptions,
  isClient: (client: object) => client is C,
): Omit<CreateEngineOptions, 'client'> & { client?: C } {
  const { client, ...others } = options;
  if (client === undefined) return others;
  if (isClient(client)) return { ...others, client };
  throw new ConfigurationError('The given `client` is not one of the engine that the url names.', {
    hint: 'Use `PostgresEngine.connect({ client })`, or that of `PgliteEngine` or `MongoEngine`.',
  });
}

type PostgresClient = NonNullable<PostgresConnectOptions['client']>;
type MongoClient = NonNullable<MongoConnectOptions['client']>;
type PgliteClient = NonNullable<PgliteConnectOptions['client']>;

function isPostgresClient(client: object): client is PostgresClient {
  return 'query' in client && 'connect' in client;
}

function isPgliteClient(client: object): client is PgliteClient {
  return 'query' in client && 'exec' in client;
}

function isMongoClient(client: object): client is MongoClient {
  return 'startSession' in client && 'db' in client;
}
