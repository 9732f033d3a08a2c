import { SchemaError } from '../../errors/database-errors';
import type { IndexMetadata } from '../../metadata/index-metadata';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { readParameters } from './postgres-table-options';

/** `@Index(..., { options })`, read. */
export interface IndexOptions {
  /** Properties whose columns the index carries along. */
  readonly include: readonly string[];
  readonly nullsNotDistinct: boolean;
  /** Where nulls go, or null for where unsorted reads of polydoc put them. */
  readonly nulls: 'first' | 'last' | null;
  /** Operator class by path, or one for all parts. */
  readonly operatorClass: string | ReadonlyMap<string, string> | null;
  readonly parameters: ReadonlyMap<string, string>;
  readonly tablespace: string | null;
}

const ENGINES = new Set(['mongodb', 'cassandra', 'postgres', 'pglite']);
const KNOWN = new Set(['include', 'nullsNotDistinct', 'nulls', 'opclass', 'fillfactor', 'with', 'tablespace']);

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

/** Options meant for this engine: those under its name, and those under no engine's name. */
function ownOptions(index: IndexMetadata): Readonly<Record<string, unknown>> {
  const common = Object.entries(index.options).filter(([name]) => !ENGINES.has(name));
  const { postgres } = index.options;
  return { ...Object.fromEntries(common), ...(isRecord(postgres) ? postgres : {}) };
}

function operatorClassOf(given: unknown, refuse: (reason: string) => Error): IndexOptions['operatorClass'] {
  if (given === undefined) return null;
  const names = typeof given === 'string' ? [given] : isRecord(given) ? Object.values(given) : [null];
  if (!names.every((name) => typeof name === 'string' && /^[A-Za-z_][\w.]*$/.test(name))) {
    throw refuse('opclass must be the name of an operator class, or an object of such names by field');
  }
  if (typeof given === 'string') return given;
  return new Map(Object.entries(given ?? {}).map(([path, name]) => [path, String(name)]));
}

/**
 * Reads the options of an index: `include`, `nullsNotDistinct`, `nulls`, `opclass`, `fillfactor`, `with`, `tablespace`.
 *
 * Throws `SchemaError` (POLYDOC_SCHEMA) for options that PostgreSQL does not have.
 */
export function indexOptionsOf(model: ModelMetadata, index: IndexMetadata): IndexOptions {
  const where = `${model.name}: index on ${index.parts.map(({ path }) => path).join(', ')}`;
  const refuse = (reason: string) => new SchemaError(`${where}: ${reason}.`, { model: model.name });
  const options = ownOptions(index);
  const stranger = Object.keys(options).find((name) => !KNOWN.has(name));
  if (stranger !== undefined) throw refuse(`option \`${stranger}\` is not known; there are ${[...KNOWN].join(', ')}`);
  const { include, nullsNotDistinct, nulls, opclass, fillfactor, tablespace } = options;
  if (include !== undefined && !isNames(include)) throw refuse('include must be a list of fields');
  if (nullsNotDistinct !== undefined && typeof nullsNotDistinct !== 'boolean') {
    throw refuse('nullsNotDistinct must be a boolean');
  }
  if (nulls !== undefined && nulls !== 'first' && nulls !== 'last') throw refuse("nulls must be 'first' or 'last'");
  if (tablespace !== undefined && typeof tablespace !== 'string') throw refuse('tablespace must be a name');
  const parameters = readParameters(fillfactor === undefined ? {} : { fillfactor }, where);
  for (const [name, value] of readParameters(options.with, `${where}: with`)) parameters.set(name, value);
  return {
    include: include ?? [],
    nullsNotDistinct: nullsNotDistinct ?? false,
    nulls: nulls ?? null,
    operatorClass: operatorClassOf(opclass, refuse),
    parameters,
    tablespace: tablespace ?? null,
  };
}
