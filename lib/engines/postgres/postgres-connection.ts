import type { RunOptions } from '../../contract/driver';
import type { RawResult } from '../../contract/result';
import type { LentClient } from './client-source';
import { isConnectionLoss } from './connection-loss';
import { CopyQuery } from './copy-query';
import { cancelBackend, type MakeClient } from './postgres-cancel';
import type { PgClient, PgQuery, PgResult, PgSubmittable } from './postgres-client';
import { takesCopy } from './postgres-copy';
import { PostgresLine } from './postgres-line';
import type { PostgresSession } from './postgres-session';
import type { CopySource, PostgresStatement } from './postgres-statement';
import { CommandQuery, PreparedQuery } from './protocol-query';
import { rawStatement } from './raw-statement';
import { type Expiry, hasLimits, startLimits } from './run-limits';
import { isStaleStatement } from './stale-statement';

/** How long a cancelled statement may take to end before its connection is cut. */
const CANCELLED_END_MS = 5_000;

const identity = (value: string): string => value;

/** Leaves values as the text that the server sent: the row readers decode them. */
export const TEXT_TYPES = { getTypeParser: () => identity };

function isObject(row: unknown): row is object {
  return typeof row === 'object' && row !== null;
}

/** One connection of a `pg` pool. */
export class PostgresConnection extends PostgresLine {
  readonly #client: PgClient;
  readonly #session: PostgresSession;
  readonly #makeClient: MakeClient | null;
  readonly #giveBack: (broken: boolean) => void;
  readonly #speaksProtocol: boolean;
  #released = false;

  constructor(lent: LentClient, session: PostgresSession, makeClient: MakeClient | null) {
    super();
    this.#client = lent.client;
    this.#giveBack = lent.giveBack;
    this.#session = session;
    this.#makeClient = makeClient;
    this.#speaksProtocol = speaksProtocol(lent.client);
  }

  get native(): PgClient {
    return this.#client;
  }

  get inTransaction(): boolean {
    const status = this.#client.getTransactionStatus?.() ?? 'I';
    return status !== 'I';
  }

  run(compiled: PostgresStatement, options: RunOptions): Promise<RawResult> {
    const { copy } = compiled;
    if (copy !== undefined) return this.limited(() => this.#runCopy(compiled.text, copy), options);
    return hasLimits(options) ? this.limited(() => this.#runNamed(compiled), options) : this.#runNamed(compiled);
  }

  async execute(statement: unknown, parameters: readonly unknown[], options: RunOptions): Promise<readonly object[]> {
    const { text, values } = rawStatement(statement, parameters);
    // Without values it is a simple query, which may hold several statements.
    const query = values.length === 0 ? { text } : { text, values: [...values] };
    const result = await this.limited(() => this.query(query), options);
    return result.rows.filter(isObject);
  }

  command(text: string): Promise<string> {
    if (!this.#speaksProtocol) return this.query({ text }).then(({ command }) => command);
    return new Promise((resolve, reject) => {
      const settle = (error: Error | null, { command }: CommandQuery): void => {
        if (error === null) resolve(command);
        else reject(this.#noted(error));
      };
      this.#client.query(new CommandQuery(text, settle));
    });
  }

  release(broken: boolean): void {
    if (this.#released) return;
    this.#released = true;
    // A transaction that somebody left open would go on in the hands of the next user.
    this.#giveBack(broken || this.#session.broken || this.inTransaction);
  }

  /** Sends one query; resolves to its result, to that of the last statement when there are several. */
  query(query: PgQuery): Promise<PgResult> {
    return new Promise((resolve, reject) => {
      this.#client.query(query, (error: Error | null | undefined, result: PgResult | readonly PgResult[]) => {
        if (error) reject(this.#noted(error));
        else resolve(lastOf(result));
      });
    });
  }

  /** Hands the client something that runs itself, such as a cursor, and gives it back. */
  submit<T extends PgSubmittable>(submittable: T): T {
    this.#client.query(submittable);
    return submittable;
  }

  /**
   * Runs within the caller's limits: on expiry the statement is cancelled on the server, and its end is waited for,
   * so that no half-run statement is left on the connection. If it ends well all the same, that is the result.
   */
  async limited<T>(work: () => Promise<T>, options: RunOptions): Promise<T> {
    if (!hasLimits(options)) return work();
    const limits = startLimits(options);
    try {
      const running = work();
      const settled = running.then(
        () => null,
        () => null,
      );
      const expiry = await Promise.race([settled, limits.expired]);
      if (expiry === null) return await running;
      return await this.#stop(running, settled, expiry);
    } finally {
      limits.dispose();
    }
  }

  protected async explainText(text: string, values: readonly unknown[], options: RunOptions): Promise<unknown> {
    const query = { text, values: [...values], rowMode: 'array' as const, types: TEXT_TYPES };
    const [row] = (await this.limited(() => this.query(query), options)).rows;
    return Array.isArray(row) ? row[0] : undefined;
  }

  /**
   * A statement that the server has forgotten (26000), or whose columns have changed (0A000), is refused when it is
   * bound, before it runs: outside a transaction it can be sent again under another name. Inside one the error has
   * aborted the transaction, and only the whole of it can be run again.
   */
  #runNamed(compiled: PostgresStatement): Promise<RawResult> {
    const { statements } = this.#session;
    if (statements.hasDropped) return this.#forgetDropped().then(() => this.#runOnce(compiled, true));
    return this.#runOnce(compiled, true);
  }

  async #runCopy(text: string, { chunks, check, instead }: CopySource): Promise<RawResult> {
    const isTaken = this.#speaksProtocol && takesCopy(await this.#runNamed(check));
    if (!isTaken) return this.#runNamed(instead());
    return new Promise((resolve, reject) => {
      const settle = (error: Error | null, { affected }: CopyQuery): void => {
        if (error === null) resolve({ rows: [], affected, existing: null });
        else reject(this.#noted(error));
      };
      this.#client.query(new CopyQuery(text, chunks(), settle));
    });
  }

  #runOnce(compiled: PostgresStatement, mayRepeat: boolean): Promise<RawResult> {
    return new Promise((resolve, reject) => {
      const { statements } = this.#session;
      const { text, values } = compiled;
      const { name, isNew } = statements.nameOf(text);
      this.#send(name, text, values, (error, result) => {
        if (error === null) {
          if (isNew) statements.confirm(text, name);
          resolve({ rows: result.rows, affected: result.affected, existing: null });
          return;
        }
        const isStale = isStaleStatement(error);
        if (isStale) statements.renew(text);
        if (isStale && mayRepeat && !this.inTransaction) this.#repeat(compiled).then(resolve, reject);
        else reject(this.#noted(error));
      });
    });
  }

  async #repeat(compiled: PostgresStatement): Promise<RawResult> {
    await this.#forgetDropped();
    return this.#runOnce(compiled, false);
  }

  #send(
    name: string,
    text: string,
    values: readonly (string | null)[],
    callback: (error: Error | null, result: Pick<RawResult, 'rows' | 'affected'>) => void,
  ): void {
    if (this.#speaksProtocol) this.#client.query(new PreparedQuery(name, text, values, callback));
    else this.#sendByClient(name, text, values, callback);
  }

  /** For clients that are not the plain one (`pg-native`): slower, through the documented call alone. */
  #sendByClient(
    name: string,
    text: string,
    values: readonly (string | null)[],
    callback: (error: Error | null, result: Pick<RawResult, 'rows' | 'affected'>) => void,
  ): void {
    this.query({ name, text, values: [...values], rowMode: 'array', types: TEXT_TYPES }).then(
      ({ rows, rowCount }) => callback(null, { rows, affected: rowCount ?? rows.length }),
      (error: Error) => callback(error, { rows: [], affected: 0 }),
    );
  }

  /** The socket's own event comes after the server's last words: until then nobody else may get this connection. */
  #noted(error: Error): Error {
    if (isConnectionLoss(error)) this.#session.broken = true;
    return error;
  }

  /** Tells the server, in front of the next statement and without a round trip, which names are out of use. */
  async #forgetDropped(): Promise<void> {
    const { connection } = this.#client;
    for (const name of this.#session.statements.takeDropped()) {
      if (connection?.parsedStatements !== undefined) delete connection.parsedStatements[name];
      if (connection?.close !== undefined) connection.close({ type: 'S', name }, true);
      else await this.command(`DEALLOCATE ${name}`);
    }
  }

  async #stop<T>(running: Promise<T>, settled: Promise<null>, expiry: Expiry): Promise<T> {
    const cancelled = await cancelBackend(this.#client, this.#makeClient);
    if (!cancelled || !(await endsSoon(settled))) {
      this.#session.broken = true;
      this.#client.connection?.stream?.destroy();
    }
    try {
      return await running;
    } catch {
      // Cancelled as asked: the caller hears why, not how.
      throw expiry.error;
    }
  }
}

/** True for the plain client of `pg`, which lets a query of ours talk to the server. */
function speaksProtocol({ connection, pipeline }: PgClient): boolean {
  return typeof connection?.bind === 'function' && connection.parsedStatements !== undefined && pipeline !== true;
}

function lastOf(result: PgResult | readonly PgResult[]): PgResult {
  if (!('length' in result)) return result;
  return result[result.length - 1] ?? { rows: [], rowCount: 0, command: '' };
}

async function endsSoon(settled: Promise<null>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), CANCELLED_END_MS);
  });
  const ended = await Promise.race([settled.then(() => true), late]);
  clearTimeout(timer);
  return ended;
}
