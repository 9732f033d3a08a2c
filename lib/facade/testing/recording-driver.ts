import type { CapabilityTable } from '../../capability/support';
import type { Connection, Driver } from '../../contract/driver';
import type { RawResult } from '../../contract/result';
import type { Recording } from './recording';

/** What a store without data answers to a raw statement; throws what its client would. */
export type RawAnswer = (text: string, isInTransaction: boolean) => readonly object[];

/** A line that leads nowhere: everything is taken down and answered at once. */
class RecordingConnection<C extends object> implements Connection<C> {
  readonly native: object = Object.freeze({});
  readonly #recording: Recording<C>;
  readonly #answer: RawAnswer;
  #isInTransaction = false;

  constructor(recording: Recording<C>, answer: RawAnswer) {
    this.#recording = recording;
    this.#answer = answer;
  }

  async run(compiled: C): Promise<RawResult> {
    return this.#recording.run(compiled);
  }

  async execute(statement: unknown, parameters: readonly unknown[]): Promise<readonly object[]> {
    const text = typeof statement === 'string' ? statement : '';
    const usual = this.#answer(text, this.#isInTransaction);
    if (/^BEGIN\b/.test(text)) this.#isInTransaction = true;
    if (/^(COMMIT|ROLLBACK)$/.test(text)) this.#isInTransaction = false;
    return this.#recording.execute(statement, parameters, usual);
  }

  async explain(compiled: C): Promise<unknown> {
    this.#recording.run(compiled);
    return null;
  }

  release(): void {
    this.#isInTransaction = false;
  }
}

/** A driver that needs no server and no client library. */
export class RecordingDriver<C extends object> implements Driver<C> {
  readonly singleConnection = false;
  readonly client: object = Object.freeze({});
  readonly #recording: Recording<C>;
  readonly #capabilities: CapabilityTable;
  readonly #answer: RawAnswer;

  constructor(recording: Recording<C>, capabilities: CapabilityTable, answer: RawAnswer) {
    this.#recording = recording;
    this.#capabilities = capabilities;
    this.#answer = answer;
  }

  async open(): Promise<CapabilityTable> {
    return this.#capabilities;
  }

  async acquire(): Promise<Connection<C>> {
    this.#recording.acquired += 1;
    return new RecordingConnection(this.#recording, this.#answer);
  }

  async ping(): Promise<void> {
    this.#recording.acquired += 1;
  }

  /** There is nothing to let go of. */
  async close(): Promise<void> {}
}
