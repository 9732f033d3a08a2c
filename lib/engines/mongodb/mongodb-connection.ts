import type { ClientSession, Collection, Document, MongoClient } from 'mongodb';
import type { Connection, RunOptions } from '../../contract/driver';
import type { RawResult } from '../../contract/result';
import { SessionStateError } from '../../errors/usage-errors';
import { hasLimits, type LimitFields, withLimits } from './mongodb-limits';
import type { MongoLine, MongoServerFacts, MongoShared } from './mongodb-line';
import { runCommand } from './mongodb-raw-command';
import { explainRead, runRead } from './mongodb-read';
import { runRows } from './mongodb-row-outcomes';
import type { MongoStatement, MongoTarget } from './mongodb-statement';
import { runWrite } from './mongodb-write';
import { rethrowMarked } from './network-failure';

const NO_LIMITS: LimitFields = Object.freeze({});

/**
 * One user's way to the server. It holds no socket: the client's pool hands one out per operation. It has no session
 * either until one is asked for, by a transaction or by `native`; from then on everything goes through that one.
 */
export class MongoConnection implements Connection<MongoStatement>, MongoLine {
  readonly #shared: MongoShared;
  #session: ClientSession | null = null;
  #isReleased = false;

  constructor(shared: MongoShared) {
    this.#shared = shared;
  }

  get client(): MongoClient {
    return this.#shared.client;
  }

  get database(): string {
    return this.#shared.database;
  }

  get facts(): MongoServerFacts {
    return this.#shared.facts;
  }

  get session(): ClientSession | null {
    return this.#session;
  }

  get inTransaction(): boolean {
    return this.#session?.inTransaction() ?? false;
  }

  /** The `ClientSession`; begun now if there is none yet. */
  get native(): ClientSession {
    if (this.#isReleased) {
      throw new SessionStateError('The session has ended.', { engine: 'mongodb' });
    }
    this.#session ??= this.client.startSession();
    return this.#session;
  }

  collection(target: MongoTarget): Collection<Document> {
    return this.#shared.collection(target);
  }

  run(compiled: MongoStatement, options: RunOptions): Promise<RawResult> {
    const send = (limits: LimitFields): Promise<RawResult> => this.#send(compiled, options, limits);
    const running = hasLimits(options) ? withLimits(options, send) : send(NO_LIMITS);
    return this.inTransaction ? running.catch(rethrowMarked) : running;
  }

  async execute(statement: unknown, parameters: readonly unknown[], options: RunOptions): Promise<readonly object[]> {
    const { inTransaction } = this;
    const running = withLimits(options, (limits) => runCommand(this, statement, parameters, options, limits));
    return inTransaction ? running.catch(rethrowMarked) : running;
  }

  async explain(compiled: MongoStatement, options: RunOptions): Promise<unknown> {
    return withLimits(options, (limits) => explainRead(this, compiled, options, limits));
  }

  /** Ends the session, and with it whatever transaction is open. Whether the socket is sound the client finds out. */
  release(_broken: boolean): void {
    this.#isReleased = true;
    const session = this.#session;
    this.#session = null;
    // Ending takes back an open transaction, over a network that may be gone: the server then ends it by its own clock.
    session?.endSession().catch(() => undefined);
  }

  #send(compiled: MongoStatement, options: RunOptions, limits: LimitFields): Promise<RawResult> {
    if (compiled.kind === 'find' || compiled.kind === 'aggregate') return runRead(this, compiled, options, limits);
    const isTold = (compiled.kind === 'insert' || compiled.kind === 'bulkWrite') && compiled.onRefusal !== undefined;
    return isTold ? runRows(this, compiled, options, limits) : runWrite(this, compiled, options, limits);
  }
}
