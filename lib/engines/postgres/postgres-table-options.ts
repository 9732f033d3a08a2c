import { SchemaError } from '../../errors/database-errors';
import type { ModelMetadata } from '../../metadata/model-metadata';

/** `@Entity({ options: { postgres: ... } })`, read. What is not stated (null) is left as the store has it. */
export interface TableOptions {
  readonly unlogged: boolean | null;
  readonly tablespace: string | null;
  /** Storage parameters by name, as text. */
  readonly parameters: ReadonlyMap<string, string>;
}

const PARAMETER_NAME = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$/;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Storage parameters as text, from a record of them; throws `SchemaError` for what cannot be one. */
export function readParameters(given: unknown, where: string): Map<string, string> {
  if (given === undefined) return new Map();
  if (!isRecord(given)) throw new SchemaError(`${where} must be an object of storage parameters.`);
  const parameters = new Map<string, string>();
  for (const [name, value] of Object.entries(given)) {
    const isPlain = typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string';
    if (!PARAMETER_NAME.test(name) || !isPlain || !/^[\w.+-]+$/.test(String(value))) {
      throw new SchemaError(`${where}: \`${name}\` is not a storage parameter with a plain value.`);
    }
    parameters.set(name, String(value));
  }
  return parameters;
}

/** True when the stored list (`name=value`) has each wanted parameter with its value. */
export function hasParameters(stored: readonly string[], wanted: ReadonlyMap<string, string>): boolean {
  return [...wanted].every(([name, value]) => stored.includes(`${name}=${value}`));
}

/** `a = 1, b = 2`. */
export function parameterList(parameters: ReadonlyMap<string, string>): string {
  return [...parameters].map(([name, value]) => `${name} = ${value}`).join(', ');
}

/**
 * Reads the table options of a model: `unlogged`, `tablespace`, `fillfactor`, and `with` for other storage parameters.
 *
 * Throws `SchemaError` (POLYDOC_SCHEMA) for an option that PostgreSQL does not have.
 */
export function tableOptionsOf(model: ModelMetadata): TableOptions {
  const where = `${model.name}: options.postgres`;
  const given = model.options.postgres ?? {};
  if (!isRecord(given)) throw new SchemaError(`${where} must be an object.`);
  const { unlogged, tablespace, fillfactor, with: parameters, ...unknown } = given;
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined) {
    throw new SchemaError(`${where}.${stranger} is not known; there are unlogged, tablespace, fillfactor and with.`);
  }
  if (unlogged !== undefined && typeof unlogged !== 'boolean') throw new SchemaError(`${where}.unlogged: a boolean.`);
  if (tablespace !== undefined && typeof tablespace !== 'string') throw new SchemaError(`${where}.tablespace: a name.`);
  const all = readParameters(fillfactor === undefined ? {} : { fillfactor }, where);
  for (const [name, value] of readParameters(parameters, `${where}.with`)) all.set(name, value);
  return { unlogged: unlogged ?? null, tablespace: tablespace ?? null, parameters: all };
}
