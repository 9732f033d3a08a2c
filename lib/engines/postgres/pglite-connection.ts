import type { RunOptions } from '../../contract/driver';
import type { RawResult } from '../../contract/result';
import { TimeoutError } from '../../errors/database-errors';
import type { LineGate } from './line-gate';
import {
  bindMessage,
  COPY_DONE,
  closeMessage,
  copyDataMessages,
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
import { takesCopy } from './postgres-copy';
import { PostgresLine } from './postgres-line';
import type { CopySource, PostgresStatement } from './postgres-statement';
import { rawStatement } from './raw-statement';
import { hasLimits, waitWithin } from './run-limits';
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

/** Where a caller's work stands. */
interface Caller {
  /** It has given up; what is not sent by then is not sent at all. */
  gone: boolean;
  /** Something of it has been sent, and runs to its end. */
  sent: boolean;
}

function newCaller(): Caller {
  return { gone: false, sent: false };
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
    const { text, copy } = compiled;
    return this.#within(
      (caller) => (copy === undefined ? this.#runNamed(compiled, caller) : this.#runCopy(text, copy, caller)),
      options,
    );
  }

  execute(statement: unknown, parameters: readonly unknown[], options: RunOptions): Promise<readonly object[]> {
    return this.#within(async (caller) => {
      const { text, values } = rawStatement(statement, parameters);
      const { rows, columns } = await this.#alone(() => this.#executeRaw(text, values), caller);
      return rawRows(rows, columns);
    }, options);
  }

  async command(text: string): Promise<string> {
    const caller = newCaller();
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
    const caller = newCaller();
    const work = (): Promise<PgliteReply> => this.#executeRaw(text, values);
    const { rows } = await waitWithin(() => this.#alone(work, caller), options);
    return rows[0]?.[0];
  }

  /**
   * A running statement cannot be stopped here: it is waited for by whoever comes next, while its own caller is told
   * at the time limit. In this thread, which the statement blocks, nobody can be told before it ends: if it ends well,
   * that is the result, as on a server.
   */
  async #within<T>(work: (caller: Caller) => Promise<T>, options: RunOptions): Promise<T> {
    const caller = newCaller();
    if (!hasLimits(options)) return work(caller);
    try {
      return await waitWithin(() => work(caller), options);
    } catch (error) {
      // What a transaction has written is taken back, now that a statement of it has failed.
      const mayApply = error instanceof TimeoutError && caller.sent && !this.#inTransaction;
      throw mayApply ? notStopped(options, error) : error;
    } finally {
      caller.gone = true;
    }
  }

  /** See `PostgresConnection`: a stale statement is refused before it runs, and sent again outside a transaction. */
  async #runNamed(compiled: PostgresStatement, caller: Caller): Promise<RawResult> {
    const attempt = (): Promise<RawResult> => this.#runOnce(compiled);
    try {
      return await this.#inTurn(attempt, caller);
    } catch (cause) {
      if (!isStaleStatement(cause)) throw cause;
      this.#shared.statements.renew(compiled.text);
      if (this.#inTransaction) throw cause;
      return await this.#alone(attempt, caller);
    }
  }

  #inTurn<T>(work: () => Promise<T>, caller: Caller): Promise<T> {
    const { gate, transport } = this.#shared;
    const isOpen = gate.holder === this || (gate.holder === null && !transport.isShared);
    if (!isOpen) return this.#alone(work, caller);
    if (caller.gone) return Promise.reject(notSent());
    caller.sent = true;
    return work();
  }

  /** The data goes along with the statement: if that is refused, the server drops what follows. */
  async #runCopy(text: string, { chunks, check, instead }: CopySource, caller: Caller): Promise<RawResult> {
    if (!takesCopy(await this.#runNamed(check, caller))) return this.#runNamed(instead(), caller);
    const messages = [queryMessage(text), ...Array.from(chunks(), copyDataMessages).flat(), COPY_DONE];
    const { tag } = await this.#inTurn(() => this.#exchange(messages), caller);
    return { rows: [], affected: affectedRows(tag), existing: null };
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
      if (caller.gone) throw notSent();
      caller.sent = true;
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
      // Whoever waited for the lock has been told; there is nothing to give back.
      () => undefined,
    );
    this.#shared.gate.leave(this);
  }
}

/** Nobody reads this: who has gone has been answered. */
function notSent(): TimeoutError {
  return new TimeoutError('The statement was not sent: its time was over.');
}

/** The time is over, and the statement is on its way. */
function notStopped({ timeoutMs }: RunOptions, cause: TimeoutError): TimeoutError {
  return new TimeoutError(
    `The call did not finish within ${timeoutMs} ms. Its statement could not be stopped: what it writes may be applied.`,
    { engine: 'pglite', cause, hint: 'Look at what is stored before the write is done again.' },
  );
}

/** The last number of a command tag (`INSERT 0 5`, `UPDATE 3`), 0 where there is none. */
function affectedRows(tag: string): number {
  const count = Number(tag.slice(tag.lastIndexOf(' ') + 1));
  return Number.isInteger(count) ? count : 0;
}
