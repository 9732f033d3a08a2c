import type { RowChange } from '../contract/change-feed';
import { InvalidQueryError } from '../errors/usage-errors';
import type { AnyClass } from '../internal/any-class';
import { modelMetadataOf } from '../metadata/model-metadata-of';
import type { Change } from '../query/change';
import { parseFilter } from '../query/parse-filter';
import { ALWAYS } from '../query/predicate';
import { filterLimitsOf } from './binding';
import { type WatchedChange, WatchedChanges, type WatchOptions } from './watched-changes';

/**
 * Changes of documents, in the order of commits, as long as somebody asks for them: what nobody asks for waits in the
 * store. It belongs to no session, reconnects by itself, and ends with `close`, by leaving a loop, with the engine and with
 * its signal. It does nothing before it is asked for `ready` or for a change, and can be gone through once.
 */
export class ChangeStream<T> implements AsyncIterableIterator<Change<T>, undefined, undefined> {
  readonly #make: () => WatchedChanges;
  #changes: WatchedChanges | null = null;
  #fetched: readonly RowChange[] = [];
  #at = 0;
  #token: string | null;
  #last: Promise<unknown> = Promise.resolve();
  #isOver = false;

  /** Made by `Model.watch()`. */
  constructor(make: () => WatchedChanges, after: string | undefined) {
    this.#make = make;
    this.#token = after ?? null;
  }

  /**
   * Resolves when no later commit will be missed.
   * @throws UnsupportedCapabilityError (POLYDOC_UNSUPPORTED_CAPABILITY); InvalidQueryError (POLYDOC_INVALID_QUERY) for a
   * token that cannot be gone on from, and a model that is not declared to be watched; SchemaError (POLYDOC_SCHEMA) when its
   * table is not ready for that; ModelNotBoundError, EngineClosedError, ConnectionError.
   */
  get ready(): Promise<void> {
    return this.#open();
  }

  /** Where the stream has got to, for `after`: behind the last change that was taken. Null before it is live. */
  get token(): string | null {
    return this.#at < this.#fetched.length ? this.#token : (this.#changes?.rows.token ?? this.#token);
  }

  /**
   * The next change; waits for it. Calls wait for each other.
   * @throws what `ready` throws; the signal's reason; ConnectionError (POLYDOC_CONNECTION) when the store was out of reach for
   * a minute; SchemaError (POLYDOC_SCHEMA) when the table is gone.
   */
  next(): Promise<IteratorResult<Change<T>, undefined>> {
    const next = this.#last.then(() => this.#next());
    this.#last = next.catch(() => undefined);
    return next;
  }

  /** Ends the stream, as leaving a loop does. */
  async return(): Promise<IteratorResult<Change<T>, undefined>> {
    await this.close();
    return { done: true, value: undefined };
  }

  /** Ends the stream and frees what the store holds for it; who waits for a change is told that it is over. Idempotent. */
  async close(): Promise<void> {
    this.#isOver = true;
    await this.#changes?.rows.close();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Ends the stream. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #open(): Promise<void> {
    if (this.#isOver) return;
    this.#changes ??= this.#make();
    await this.#changes.rows.open();
  }

  async #next(): Promise<IteratorResult<Change<T>, undefined>> {
    await this.#open();
    while (!this.#isOver && this.#changes !== null) {
      const change = this.#fetched[this.#at];
      if (change === undefined) {
        const fetched = await this.#changes.rows.next();
        if (fetched === null) break;
        this.#token = this.#changes.rows.token;
        this.#fetched = fetched;
        this.#at = 0;
        continue;
      }
      this.#at += 1;
      this.#token = change.token;
      const seen = await this.#changes.see(change);
      if (seen !== null) return { done: false, value: asChange<T>(seen) };
    }
    this.#isOver = true;
    return { done: true, value: undefined };
  }
}

/** The class that was asked made the document; of an insert every store gives it. */
function asChange<T>(change: WatchedChange): Change<T> {
  return change as Change<T>;
}

/**
 * Begins a stream of changes of a class; nothing is sent yet.
 * @param filters the filter if one was given; an undefined one was a mistake and is refused.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for a filter that cannot be meant, and for views.
 */
export function watchDocuments<T extends object>(
  modelClass: AnyClass<T>,
  filters: readonly unknown[],
  options: WatchOptions = {},
): ChangeStream<T> {
  const model = modelMetadataOf(modelClass);
  if (model.kind === 'view') {
    throw new InvalidQueryError(`${model.name} is a view, whose changes nobody tells of.`, {
      model: model.name,
      operation: 'watch',
      hint: 'Watch the model that it is made of.',
    });
  }
  const where = filters.length === 0 ? ALWAYS : parseFilter(model, filters[0], filterLimitsOf(modelClass));
  return new ChangeStream<T>(() => new WatchedChanges(modelClass, where, options), options.after);
}
