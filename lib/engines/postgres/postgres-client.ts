/** What polydoc reads of a result of the `pg` client. */
export interface PgResult {
  readonly rows: readonly unknown[];
  readonly rowCount: number | null;
  readonly command: string;
}

/** A query as polydoc gives it to the `pg` client. */
export interface PgQuery {
  readonly text: string;
  readonly values?: unknown[];
  readonly name?: string;
  readonly rowMode?: 'array';
  readonly types?: { getTypeParser(oid: number, format?: string): (value: string) => unknown };
}

/** Something that talks to the server through the client by itself (a cursor). */
export interface PgSubmittable {
  submit(connection: never): void;
}

/** The part of a `pg` client that polydoc uses; what is optional is not documented by `pg`, and may be missing. */
export interface PgClient {
  readonly processID?: number | null;
  readonly connection?: {
    readonly parsedStatements?: Record<string, unknown>;
    readonly stream?: { destroy(): unknown };
    close?(message: { readonly type: string; readonly name: string }, more: boolean): void;
    readonly bind?: unknown;
  };
  /** Several queries may be on their way at once. */
  readonly pipeline?: boolean;
  getTransactionStatus?(): string | null;
  query(config: PgQuery, callback: (error: Error, result: PgResult) => void): void;
  query(submittable: PgSubmittable): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  on(event: 'notification', listener: (notice: { readonly channel: string }) => void): unknown;
}

/** A `pg` client of a pool. */
export interface PgPoolClient extends PgClient {
  release(broken?: Error | boolean): void;
}

/** The part of a `pg` pool that polydoc uses. */
export interface PgPool {
  connect(): Promise<PgPoolClient>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}
