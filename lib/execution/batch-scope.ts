import type { RawResult } from '../contract/result';
import { SessionStateError } from '../errors/usage-errors';
import type { FindOperation, WriteOperation } from '../query/operation';
import { Enlistment } from './enlistment';

/** A write that can join a batch. */
export interface WriteRequest {
  readonly operation: WriteOperation;
  /** Not being applied is an outcome of the whole batch, not an error. */
  readonly conditional: boolean;
  /** Takes the outcome over into memory; called once the batch has come to pass, in the order of asking. */
  readonly settle: (result: RawResult) => void | Promise<void>;
  /** The error of a write that affected nothing although it had to; null when that is fine. */
  readonly refuse?: ((result: RawResult) => Error | Promise<Error>) | null | undefined;
  /** Reads the row that stood in the way, where the engine does not give it back. */
  readonly readExisting?: FindOperation | null | undefined;
}

/** Options of a batch. */
export interface BatchOptions {
  /** Cassandra: logged (default), unlogged or counter. Others are atomic in any case. */
  readonly type?: 'logged' | 'unlogged' | 'counter' | undefined;
  /** Write time of all of it in microseconds since 1970, where the engine has one. */
  readonly timestamp?: number | bigint | undefined;
}

/** What became of a batch. */
export interface BatchResult {
  /** False when a condition did not hold: then nothing was written. */
  readonly applied: boolean;
  /** The rows in the way, as plain objects. */
  readonly existing: readonly object[];
}

/** What is done after a batch. */
export type FollowUp = () => Promise<void>;

/** What a batch is made of at its end. */
export interface CollectedBatch {
  readonly requests: readonly WriteRequest[];
  readonly followUps: readonly FollowUp[];
}

/** Collects writes while the callback of a batch runs. */
export class BatchScope {
  readonly enlistment = new Enlistment();
  /** Type and write time of all of it. */
  readonly options: BatchOptions;
  readonly #requests: WriteRequest[] = [];
  readonly #followUps: FollowUp[] = [];
  #isOpen = true;

  constructor(options: BatchOptions = {}) {
    this.options = options;
  }

  /** @throws SessionStateError (POLYDOC_SESSION_STATE) after the end of the batch. */
  add(request: WriteRequest): void {
    this.assertOpen();
    this.#requests.push(request);
  }

  /** @throws SessionStateError (POLYDOC_SESSION_STATE) after the end of the batch. */
  assertOpen(): void {
    if (!this.#isOpen) throw new SessionStateError('The batch has ended: nothing can join it any more.');
  }

  /**
   * Calls `followUp` once the batch has come to pass and all its outcomes are taken over.
   * @throws SessionStateError (POLYDOC_SESSION_STATE) after the end of the batch.
   */
  afterwards(followUp: FollowUp): void {
    this.assertOpen();
    this.#followUps.push(followUp);
  }

  /** Lets nothing more in and gives what was collected. */
  close(): CollectedBatch {
    this.#isOpen = false;
    return { requests: this.#requests, followUps: this.#followUps };
  }

  /**
   * Lets nothing more in; what was collected is part of `outer` from now on.
   * @throws SessionStateError (POLYDOC_SESSION_STATE) when that has ended meanwhile.
   */
  mergeInto(outer: BatchScope): void {
    outer.assertOpen();
    this.#isOpen = false;
    outer.#requests.push(...this.#requests);
    outer.#followUps.push(...this.#followUps);
    this.enlistment.mergeInto(outer.enlistment);
  }
}
