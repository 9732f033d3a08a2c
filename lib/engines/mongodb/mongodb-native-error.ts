import { propertyOf } from '../../internal/property-of';

/** What an error of the client says, whichever of its classes it has. */
export interface NativeError {
  /** Name of the class; the names are stable, and a class may come from another copy of the package. */
  readonly name: string;
  readonly message: string;
  /** The server's code; of a bulk write that of the first write that failed. */
  readonly code: number | null;
  /** Names in the keys of the violated unique index, where the server's answer has them. */
  readonly keyNames: readonly string[] | null;
  /** What a validator had to say. */
  readonly details: unknown;
  /** All is written; only the acknowledgement is missing. */
  readonly isWriteConcern: boolean;
}

/** The first failed write of a bulk write: a list of the collection's, a map by position of the client's. */
function firstWriteError(cause: unknown): unknown {
  const errors = propertyOf(cause, 'writeErrors');
  if (Array.isArray(errors)) return errors[0];
  if (typeof errors !== 'object' || errors === null || !('values' in errors)) return undefined;
  if (typeof errors.values !== 'function') return undefined;
  const values: unknown = Reflect.apply(errors.values, errors, []);
  if (typeof values !== 'object' || values === null || !(Symbol.iterator in values)) return undefined;
  for (const first of values as Iterable<unknown>) return first;
  return undefined;
}

function firstConcernError(cause: unknown): unknown {
  const errors = propertyOf(cause, 'writeConcernErrors');
  return Array.isArray(errors) ? errors[0] : undefined;
}

function codeOf(value: unknown): number | null {
  const code = propertyOf(value, 'code');
  return typeof code === 'number' ? code : null;
}

function keyNamesOf(value: unknown): readonly string[] | null {
  const pattern = propertyOf(value, 'keyPattern') ?? propertyOf(propertyOf(value, 'err'), 'keyPattern');
  // Commands that give documents as they are received give their errors so as well: bytes.
  if (typeof pattern !== 'object' || pattern === null || pattern instanceof Uint8Array) return null;
  return Object.keys(pattern);
}

/** What the server itself said in a bulk write's place of it: the write, or the whole request. */
function innerErrors(cause: unknown): readonly unknown[] {
  return [firstWriteError(cause), propertyOf(cause, 'cause'), firstConcernError(cause)].filter(
    (inner) => inner !== undefined && inner !== null,
  );
}

function messageOf(cause: unknown): string {
  const message = propertyOf(cause, 'message') ?? propertyOf(cause, 'errmsg');
  if (typeof message === 'string') return message;
  return typeof cause === 'string' ? cause : 'an error without a message';
}

/** Reads an error without trusting its shape. */
export function nativeErrorOf(cause: unknown): NativeError {
  const layers = codeOf(cause) === null ? [cause, ...innerErrors(cause)] : [cause, ...innerErrors(cause).slice(0, 1)];
  const source = layers.find((layer) => codeOf(layer) !== null) ?? cause;
  const name = propertyOf(cause, 'name');
  const wrote = firstWriteError(cause) === undefined;
  return {
    name: typeof name === 'string' ? name : '',
    message: messageOf(source),
    code: codeOf(source),
    keyNames: layers.map(keyNamesOf).find((names) => names !== null) ?? null,
    details: layers.map((layer) => propertyOf(layer, 'errInfo')).find((info) => info !== undefined) ?? null,
    isWriteConcern: name === 'MongoWriteConcernError' || (wrote && firstConcernError(cause) !== undefined),
  };
}
