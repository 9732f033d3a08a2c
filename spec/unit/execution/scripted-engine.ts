import { CAPABILITIES, type Capability } from '../../../lib/capability/capability';
import { type CapabilityTable, native, none, type Support } from '../../../lib/capability/support';
import type { Connection, RunOptions } from '../../../lib/contract/driver';
import type { Engine } from '../../../lib/contract/engine';
import type { RawResult } from '../../../lib/contract/result';
import type { TransactionSettings } from '../../../lib/contract/transaction-control';
import { ConcurrencyError, ConnectionError, DatabaseError, DuplicateKeyError } from '../../../lib/errors';
import { type EngineOptions } from '../../../lib/execution/engine-options';
import { EngineRuntime } from '../../../lib/execution/engine-runtime';
import type { CompiledOperation } from '../../../lib/execution/plan-operation';
import { pathOf } from '../../../lib/query/field-path';
import { type FindOperation, type InsertOperation, NO_READ_HINTS } from '../../../lib/query/operation';
import { ALWAYS } from '../../../lib/query/predicate';
import { NO_WRITE_OPTIONS } from '../../../lib/query/write-options';
import { model, scalar } from '../query/sample-model';

/** An error as a client library would throw it. */
export class NativeError extends Error {
  constructor(readonly code: 'conflict' | 'connection' | 'duplicate' | 'unknown-outcome' | 'other') {
    super(`native ${code}`);
  }
}

export interface ScriptOptions {
  readonly singleConnection?: boolean;
  readonly without?: readonly Capability[];
  readonly commitIsRepeatable?: boolean;
}

type Reply = (options: RunOptions) => RawResult | Promise<RawResult>;

/** Writes down everything that reaches the driver, as `<line> <statement>`; replies are given by statement. */
export class ScriptedEngine {
  readonly log: string[] = [];
  readonly settings: TransactionSettings[] = [];
  readonly runOptions: RunOptions[] = [];
  readonly released: boolean[] = [];
  readonly #replies = new Map<string, Reply[]>();
  #lines = 0;
  closed = 0;

  constructor(readonly script: ScriptOptions = {}) {}

  /** The next time this statement comes, `reply` answers; once. */
  on(statement: string, reply: Reply): this {
    this.#replies.set(statement, [...(this.#replies.get(statement) ?? []), reply]);
    return this;
  }

  fail(statement: string, code: NativeError['code'], times = 1): this {
    for (let time = 0; time < times; time += 1) {
      this.on(statement, () => {
        throw new NativeError(code);
      });
    }
    return this;
  }

  /** Statements alone, without the number of the line. */
  get statements(): string[] {
    return this.log.map((entry) => entry.slice(entry.indexOf(' ') + 1));
  }

  async send(line: number, statement: string, options: RunOptions): Promise<RawResult> {
    this.log.push(`${line} ${statement}`);
    this.runOptions.push(options);
    const reply = this.#replies.get(statement)?.shift();
    await Promise.resolve();
    return reply === undefined ? result([]) : reply(options);
  }

  connection(): Connection<unknown> {
    this.#lines += 1;
    const line = this.#lines;
    return {
      native: { line },
      run: (compiled, options) => this.send(line, String(compiled), options),
      execute: async (statement, _parameters, options) => {
        const { rows } = await this.send(line, String(statement), options);
        return rows.filter((row) => typeof row === 'object' && row !== null);
      },
      explain: async (compiled, options) => (await this.send(line, `explain ${String(compiled)}`, options)).rows,
      release: (broken) => {
        this.released.push(broken);
      },
    };
  }

  async open(options: EngineOptions = {}): Promise<EngineRuntime> {
    return EngineRuntime.open(scriptedContract(this), options);
  }
}

function lineOf(connection: Connection<unknown>): number {
  const { native: session } = connection;
  return typeof session === 'object' && session !== null && 'line' in session ? Number(session.line) : 0;
}

function capabilityTable(without: readonly Capability[]): CapabilityTable {
  const entries = CAPABILITIES.map((capability): [Capability, Support] => [
    capability,
    without.includes(capability) ? none('It is left out.', 'Use another.') : native(),
  ]);
  return Object.fromEntries(entries) as unknown as CapabilityTable;
}

/** The engine itself, for specs that add parts to it. */
export function scriptedContract(script: ScriptedEngine): Engine<unknown> {
  const capabilities = capabilityTable(script.script.without ?? []);
  const options = { timeoutMs: null, signal: null, fetchSize: null, consistency: null, serialConsistency: null };
  const command = async (connection: Connection<unknown>, statement: string): Promise<void> => {
    await script.send(lineOf(connection), statement, options);
  };
  return {
    name: 'postgres',
    capabilities,
    compiler: { compile: statementOf, describe: (compiled) => String(compiled) },
    driver: {
      open: async () => capabilities,
      acquire: async () => script.connection(),
      ping: async () => undefined,
      close: async () => {
        script.closed += 1;
      },
      client: 'client',
      singleConnection: script.script.singleConnection ?? false,
    },
    rows: {
      compile: () => {
        throw new Error('Nobody reads documents here.');
      },
      value: (row, position) => (Array.isArray(row) ? row[position] : undefined),
    },
    schema: {
      plan: async () => [],
      sync: async () => [],
      drop: async () => undefined,
      truncate: async () => undefined,
      refreshView: async () => undefined,
      purgeExpired: async () => 0,
    },
    errors: {
      translate: (cause, { operation, model: about, key }) => {
        const context = { cause, operation, model: about?.name, key };
        const code = cause instanceof NativeError ? cause.code : 'other';
        if (code === 'conflict') return new ConcurrencyError('Conflict.', context);
        if (code === 'connection') return new ConnectionError('Connection lost.', context);
        if (code === 'duplicate') return new DuplicateKeyError('Duplicate.', { ...context, fields: ['id'] });
        return new DatabaseError('Refused.', context);
      },
    },
    transactions: {
      begin: async (connection, settings) => {
        script.settings.push(settings);
        await command(connection, 'begin');
      },
      commit: (connection) => command(connection, 'commit'),
      rollback: (connection) => command(connection, 'rollback'),
      isCommitAmbiguous: (cause) => cause instanceof NativeError && cause.code === 'unknown-outcome',
      isCommitRefused: (cause) => script.script.commitIsRepeatable === true && isConflict(cause),
      commitIsRepeatable: script.script.commitIsRepeatable ?? false,
      savepoints: {
        create: (connection, name) => command(connection, `savepoint ${name}`),
        release: (connection, name) => command(connection, `release ${name}`),
        rollback: (connection, name) => command(connection, `rollback to ${name}`),
      },
    },
    batches: null,
    streaming: null,
    maxRowsPerInsert: () => 100,
    checkModel: () => [],
  };
}

/** `find note 3`, `insert note a,b`, ...: enough to recognize an operation by. */
function statementOf(operation: CompiledOperation): string {
  if (operation.kind === 'insert') return `insert ${operation.rows.map((row) => String(row[0])).join(',')}`;
  if (operation.kind === 'find') {
    const subject = operation.where.kind === 'key' ? String(operation.where.values[0]) : operation.where.kind;
    return `find ${subject}${operation.limit === null ? '' : ` limit ${operation.limit}`}`;
  }
  return operation.kind;
}

class Note {}

/** A model with a key and a number. */
export const NOTE = model(Note, [
  { property: 'id', type: scalar('string'), role: 'primaryKey' },
  { property: 'size', type: scalar('int'), nullable: true },
]);

export function find(key: string, overrides: Partial<FindOperation> = {}): FindOperation {
  return {
    kind: 'find',
    model: NOTE,
    where: { kind: 'key', values: [key] },
    orderBy: [],
    limit: null,
    skip: 0,
    selection: NOTE.fields.map(pathOf),
    distinct: false,
    lock: null,
    hints: NO_READ_HINTS,
    ...overrides,
  };
}

export function findAll(overrides: Partial<FindOperation> = {}): FindOperation {
  return find('', { where: ALWAYS, ...overrides });
}

export function insert(...keys: readonly string[]): InsertOperation {
  return {
    kind: 'insert',
    model: NOTE,
    fields: NOTE.fields,
    rows: keys.map((key) => [key, null]),
    onConflict: 'error',
    onConflictAssign: null,
    returning: [],
    options: NO_WRITE_OPTIONS,
  };
}

export function result(rows: readonly unknown[], affected = rows.length): RawResult {
  return { rows, affected, existing: null };
}

function isConflict(cause: unknown): boolean {
  return cause instanceof NativeError && cause.code === 'conflict';
}
