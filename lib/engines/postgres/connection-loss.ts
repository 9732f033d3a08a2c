import { ConnectionError } from '../../errors/database-errors';
import { propertyOf } from '../../internal/property-of';

/** Codes of the operating system and of Node for a network that does not carry. */
const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ERR_STREAM_DESTROYED',
  'ERR_WORKER_OUT_OF_MEMORY',
]);

/** The server has ended the session: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const SESSION_END_CODES = new Set(['57P01', '57P02', '57P03', '57P05', '25P03', '40003', '53300']);

/** Texts of the `pg` client for what it did not send, because it had noticed before that the connection is gone. */
const NEVER_SENT_TEXTS = ['Client has encountered a connection error', 'Client was closed'];

/** Texts of the clients for a connection that is gone; they give these errors no code. */
const CLIENT_TEXTS = [
  ...NEVER_SENT_TEXTS,
  'Connection terminated',
  'timeout expired',
  'Cannot use a pool after calling end',
  'PGlite is clos',
  'The server does not support SSL connections',
];

/** SQLSTATE or system code of a native error; null where there is none. */
export function nativeCode(cause: unknown): string | null {
  const code = propertyOf(cause, 'code');
  return typeof code === 'string' ? code : null;
}

/** True when the error says that there is no connection, or not any longer. */
export function isConnectionLoss(cause: unknown): boolean {
  if (cause instanceof ConnectionError) return true;
  const code = nativeCode(cause);
  if (code !== null) return NETWORK_CODES.has(code) || SESSION_END_CODES.has(code) || /^08...$/.test(code);
  const message = propertyOf(cause, 'message');
  return typeof message === 'string' && CLIENT_TEXTS.some((text) => message.startsWith(text));
}

/** True when the statement cannot have had an effect: it never left this process. */
export function wasNeverSent(cause: unknown): boolean {
  const message = propertyOf(cause, 'message');
  return typeof message === 'string' && NEVER_SENT_TEXTS.some((text) => message.startsWith(text));
}
