import { type ErrorContext, PolydocError } from './polydoc-error';

/** No document answers. `keys` lists the keys that were asked for and are missing, where the read was by key. */
export class DocumentNotFoundError extends PolydocError {
  readonly code = 'POLYDOC_DOCUMENT_NOT_FOUND';
  readonly status = 404;
  readonly keys: readonly unknown[];

  constructor(message: string, context: ErrorContext & { readonly keys?: readonly unknown[] } = {}) {
    super(message, context);
    this.keys = context.keys ?? [];
  }
}

/** More than one document matches where one was asked for. */
export class MultipleDocumentsFoundError extends PolydocError {
  readonly code = 'POLYDOC_MULTIPLE_DOCUMENTS_FOUND';
  readonly status = 409;
}

/** A key or a unique value exists already. `fields` names the fields whose values collide. */
export class DuplicateKeyError extends PolydocError {
  readonly code = 'POLYDOC_DUPLICATE_KEY';
  readonly status = 409;
  readonly fields: readonly string[];

  constructor(message: string, context: ErrorContext & { readonly fields: readonly string[] }) {
    super(message, context);
    this.fields = context.fields;
  }
}

/** The stored version is not the one that was read. `actual` is null when the row has vanished. */
export class ConflictError extends PolydocError {
  readonly code = 'POLYDOC_CONFLICT';
  readonly status = 409;
  readonly expected: unknown;
  readonly actual: unknown;

  constructor(message: string, context: ErrorContext & { readonly expected: unknown; readonly actual: unknown }) {
    super(message, context);
    this.expected = context.expected;
    this.actual = context.actual;
  }
}

/** A conditional write was not applied. `existing` is the row that stood in the way, null when there is none. */
export class ConditionFailedError extends PolydocError {
  readonly code = 'POLYDOC_CONDITION_FAILED';
  readonly status = 412;
  readonly existing: unknown;

  constructor(message: string, context: ErrorContext & { readonly existing: unknown }) {
    super(message, context);
    this.existing = context.existing;
  }
}

/** A document cannot go because others refer to it. */
export class ReferencedError extends PolydocError {
  readonly code = 'POLYDOC_REFERENCED';
  readonly status = 409;
}

/** Some writes of a bulk failed; `result` says per item what happened. `status` is that of the first failure. */
export class BulkWriteError<R = unknown> extends PolydocError {
  readonly code = 'POLYDOC_BULK_WRITE';
  readonly status: number;
  readonly result: R;

  constructor(message: string, context: ErrorContext & { readonly result: R; readonly status: number }) {
    super(message, context);
    this.result = context.result;
    this.status = context.status;
  }
}
