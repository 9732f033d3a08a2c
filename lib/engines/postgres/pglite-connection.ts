import type { RunOptions } from '../../contract/driver';
import type { RawResult } from '../../contract/result';
import { TimeoutError } from '../../errors/database-errors';
import type { LineGate } from './line-gate';
import {
  bindMessage,
  closeMessage,
  DESCRIBE_PORTAL,
  DESCRIBE_STATEMENT,
  EXECUTE,
  parseMessage,
  queryMessage,
  SYNC,
} from './pglite-message';
import { rawParameter, rawRows } from './pglite-raw-values';
import { type PgliteReply, readReply } from './pglite-reply';
import type { PgliteTransport } from './pglite-transport';
import { PostgresLine } from './postgres-line';
import type { PostgresStatement } from './postgres-statement';
import { rawStatement } from './raw-statement';
import { waitWithin } from './run-limits';
import { isStaleStatement } from './stale-statement';
import type { StatementCache } from './statement-cache';

const EXECUTE_AND_SYNC = Buffer.concat([EXECUTE, SYNC]);

/** What all connections of one PGlite database share. */
export interface PgliteShared {
  readonly transport: PgliteTransport;
  readonly gate: LineGate<PgliteConnection>;
  readonly statements: StatementCache;
}

/** What `getDriverSession()` gives on PGlite: queries on the transaction's line, as on a transaction of the client. */
export interface PgliteSession {
  query(query: string, params?: readonly unknown[]): Promise<{ readonly rows: readonly object[] }>;
  exec(query: string): Promise<{ readonly rows: readonly object[] }>;
}

/** Whether the caller has given up; what is not sent by then is not sent at all. */
interface Caller {
  gone: boolean;
}

/** One caller's turn on the only line of a PGlite database; with a transaction open, the line is its own. */
export class PgliteConnection extends PostgresLine {
  readonly #shared: PgliteShared;
  readonly #noLimits: RunOptions;
  #lock: Promise<() => void> | null = null;
  #inTransaction = false;

  constructor(shared: PgliteShared, noLimits: RunOptions) {
    super();
    this.#shared = shared;
    this.#noLimits = noLimits;
  }

  get inTransaction(): boolean {
    return this.#inTransaction;
  }

  get native(): PgliteSession {
    const query: PgliteSession['query'] = async (text, params = []) => ({
      rows: await this.execute(text, params, this.#noLimits),
    });
    return { query, exec: (text) => query(text) };
  }

  run(compiled: PostgresStatement, options: RunOptions): Promise<RawResult> {
    return this.#within((caller) => this.#runNamed(compiled, caller), options);
  }

  execute(statement: unknown, parameters: readonly unknown[], options: RunOptions): Promise<readonly object[]> {
    return this.#within(async (caller) => {
      const { text, values } = rawStatement(statement, parameters);
      const { rows, columns } = await this.#alone(() => this.#executeRaw(text, values), caller);
      return rawRows(rows, columns);
    }, options);
  }

  async command(text: string): Promise<string> {
    const caller = { gone: false };
    const { tag } = await this.#alone(() => this.#exchange([queryMessage(text)]), caller);
    return tag.split(' ', 1)[0] ?? '';
  }

  release(): void {
    if (!this.#inTransaction) return;
    // A transaction that somebody left open would keep the line for ever; a lost thread has nothing left to undo.
    this.command('ROLLBACK').catch(() => this.#leave());
  }

  /** Keeps the client's other users out from now on, while this connection has the line. */
  lockClient(): void {
    this.#lock ??= this.#shared.transport.lock();
  }

  protected async explainText(text: string, values: readonly unknown[], options: RunOptions): Promise<unknown> {
    const caller = { gone: false };
    const work = (): Promise<PgliteReply> => this.#executeRaw(text, values);
    const { rows } = await waitWithin(() => this.#alone(work, caller), options);
    return rows[0]?.[0];
  }

  /**
   * A running statement cannot be stopped here: it is waited for by whoever comes next, while its own caller is told
   * at the time limit (in this thread, which the statement blocks, as soon as it ends).
   */
  async #within<T>(work: (caller: Caller) => Promise<T>, options: RunOptions): Promise<T> {
    const caller: Caller = { gone: false };
    const { timeoutMs } = options;
    if (timeoutMs === null && options.signal === null) return work(caller);
    const startedAt = performance.now();
    try {
      const value = await waitWithin(() => work(caller), options);
      if (timeoutMs === null || performance.now() - startedAt <= timeoutMs) return value;
    } finally {
      caller.gone = true;
    }
    throw new TimeoutError(`The call did not finish within ${timeoutMs} ms.`, { engine: 'pglite' });
  }

  /** See `PostgresConnection`: a stale statement is refused before it runs, and sent again outside a transaction. */
  async #runNamed(compiled: PostgresStatement, caller: Caller): Promise<RawResult> {
    const attempt = (): Promise<RawResult> => this.#runOnce(compiled);
    const { gate, transport, statements } = this.#shared;
    const isOpen = gate.holder === this || (gate.holder === null && !transport.isShared);
    const turn = (): Promise<RawResult> => (isOpen ? attempt() : this.#alone(attempt, caller));
    try {
      return await turn();
    } catch (cause) {
      if (!isStaleStatement(cause)) throw cause;
      statements.renew(compiled.text);
      if (this.#inTransaction) throw cause;
      return await this.#alone(attempt, caller);
    }
  }

  async #runOnce({ text, values }: PostgresStatement): Promise<RawResult> {
    const { statements } = this.#shared;
    const { name, isNew } = statements.nameOf(text);
    const messages = statements.hasDropped ? statements.takeDropped().map(closeMessage) : [];
    if (isNew) messages.push(parseMessage(name, text));
    messages.push(bindMessage(name, values), EXECUTE_AND_SYNC);
    const { rows, tag } = await this.#exchange(messages, (reply) => {
      if (isNew && reply.parsed) statements.confirm(text, name);
    });
    return { rows, affected: affectedRows(tag), existing: null };
  }

  async #executeRaw(text: string, values: readonly unknown[]): Promise<PgliteReply> {
    // Without values it is a simple query, which may hold several statements.
    if (values.length === 0) return this.#exchange([queryMessage(text)]);
    const parse = parseMessage('', text);
    // Only a list has two forms, by the parameter's type.
    const types = values.some(Array.isArray)
      ? (await this.#exchange([parse, DESCRIBE_STATEMENT, SYNC])).parameterTypes
      : [];
    const bind = bindMessage(
      '',
      values.map((value, index) => rawParameter(value, types[index] ?? 0)),
    );
    return this.#exchange([parse, bind, DESCRIBE_PORTAL, EXECUTE_AND_SYNC]);
  }

  async #exchange(messages: Buffer[], onReply?: (reply: PgliteReply) => void): Promise<PgliteReply> {
    const { transport } = this.#shared;
    const reply = readReply(await transport.exchange(Buffer.concat(messages)));
    if (this.#shared.gate.holder === this) this.#inTransaction = reply.inTransaction;
    onReply?.(reply);
    for (const { channel, payload } of reply.notifications) transport.notify(channel, payload);
    if (reply.error !== null) throw reply.error;
    return reply;
  }

  /** Has the line to itself for `work`, and keeps it when that leaves a transaction open. */
  async #alone<T>(work: () => Promise<T>, caller: Caller): Promise<T> {
    const { gate } = this.#shared;
    if (gate.holder !== this) {
      await gate.enter(this);
      this.lockClient();
    }
    try {
      await this.#lock;
      // Nobody reads this: who has gone has been answered.
      if (caller.gone) throw new TimeoutError('The statement was not sent: its time was over.');
      return await work();
    } finally {
      if (!this.#inTransaction) this.#leave();
    }
  }

  #leave(): void {
    this.#inTransaction = false;
    const lock = this.#lock;
    this.#lock = null;
    lock?.then(
      (unlock) => unlock(),
      () => undefined,
    );
    this.#shared.gate.leave(this);
  }
}

/** The last number of a command tag (`INSERT 0 5`, `UPDATE 3`), 0 where there is none. */
function affectedRows(tag: string): number {
  const count = Number(tag.slice(tag.lastIndexOf(' ') + 1));
  return Number.isInteger(count) ? count : 0;
}
