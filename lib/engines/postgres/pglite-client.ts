import { propertyOf } from '../../internal/property-of';

/** The part of a PGlite database that polydoc uses; what is optional differs between the client's versions. */
export interface PgliteClient {
  readonly waitReady: Promise<void>;
  readonly closed: boolean;
  close(): Promise<void>;
  query(query: string, params?: unknown[]): Promise<unknown>;
  runExclusive<T>(task: () => Promise<T>): Promise<T>;
  onNotification?(callback: (channel: string) => void): () => void;
  _runExclusiveTransaction?<T>(task: () => Promise<T>): Promise<T>;
  execProtocolRawStream(
    message: Uint8Array,
    options: { readonly syncToFs?: boolean; readonly onRawData: (bytes: Uint8Array) => void },
  ): Promise<void>;
}

/** True for an object that can be used as a PGlite database. */
export function isPgliteClient(value: unknown): value is PgliteClient {
  const parts = ['query', 'runExclusive', 'execProtocolRawStream'];
  return parts.every((name) => typeof propertyOf(value, name) === 'function');
}
