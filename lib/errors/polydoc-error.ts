/** Facts about the failed call that every error can carry. */
export interface ErrorContext {
  readonly model?: string | undefined;
  readonly key?: unknown;
  readonly engine?: string | undefined;
  readonly operation?: string | undefined;
  /** What to do about it; also the last sentence of the message. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/**
 * Root of every error that polydoc throws.
 * `code` is stable and unique to the class; `status` is the HTTP status that fits; `retryable` says whether
 * running the same call again can succeed without a change by the caller.
 */
export abstract class PolydocError extends Error {
  abstract readonly code: string;
  abstract readonly status: number;
  readonly retryable: boolean = false;
  readonly model: string | undefined;
  readonly key: unknown;
  readonly engine: string | undefined;
  readonly operation: string | undefined;
  readonly hint: string | undefined;

  constructor(message: string, context: ErrorContext = {}) {
    super(
      context.hint === undefined ? message : `${message} ${context.hint}`,
      context.cause === undefined ? undefined : { cause: context.cause },
    );
    this.name = new.target.name;
    this.model = context.model;
    this.key = context.key;
    this.engine = context.engine;
    this.operation = context.operation;
    this.hint = context.hint;
  }
}
