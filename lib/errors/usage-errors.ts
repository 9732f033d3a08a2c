import { type ErrorContext, PolydocError } from './polydoc-error';

/** A filter, an order, a page or a change that cannot be meant. `path` is the field path in question, if any. */
export class InvalidQueryError extends PolydocError {
  readonly code = 'POLYDOC_INVALID_QUERY';
  readonly status = 400;
  readonly path: string | undefined;

  constructor(message: string, context: ErrorContext & { readonly path?: string | undefined } = {}) {
    super(message, context);
    this.path = context.path;
  }
}

/** The engine cannot do what was asked; nothing was sent to it. `capability` is the name in the capability table. */
export class UnsupportedCapabilityError extends PolydocError {
  readonly code = 'POLYDOC_UNSUPPORTED_CAPABILITY';
  readonly status = 400;
  readonly capability: string;

  constructor(message: string, context: ErrorContext & { readonly capability: string }) {
    super(message, context);
    this.capability = context.capability;
  }
}

/** A session or a transaction was used in a state that does not allow it. */
export class SessionStateError extends PolydocError {
  readonly code = 'POLYDOC_SESSION_STATE';
  readonly status = 400;
}

/** A write to something that is only read: a view, a counter's plain write, a read-only transaction. */
export class ReadOnlyError extends PolydocError {
  readonly code = 'POLYDOC_READ_ONLY';
  readonly status = 403;
}

/** The engine is closed, or is closing. */
export class EngineClosedError extends PolydocError {
  readonly code = 'POLYDOC_ENGINE_CLOSED';
  readonly status = 503;
}
