import { propertyOf } from '../../internal/property-of';
import { nativeCode } from './connection-loss';

/** What a server's error says beside its message, whichever client reported it. */
export interface NativeError {
  readonly message: string;
  readonly code: string | null;
  readonly detail: string | null;
  readonly table: string | null;
  readonly column: string | null;
  readonly constraint: string | null;
  readonly routine: string | null;
}

function text(cause: unknown, name: string): string | null {
  const value = propertyOf(cause, name);
  return typeof value === 'string' ? value : null;
}

/** Reads an error without trusting its shape. */
export function nativeErrorOf(cause: unknown): NativeError {
  return {
    message: text(cause, 'message') ?? (typeof cause === 'string' ? cause : 'an error without a message'),
    code: nativeCode(cause),
    detail: text(cause, 'detail'),
    table: text(cause, 'table'),
    column: text(cause, 'column'),
    constraint: text(cause, 'constraint'),
    routine: text(cause, 'routine'),
  };
}
