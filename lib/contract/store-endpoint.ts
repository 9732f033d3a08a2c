/** Where a store is, as far as that is known without asking it; for observers. Never holds a secret. */
export interface StoreEndpoint {
  /** Name of the database, or null. */
  readonly database: string | null;
  /** Host name or address, or null for a store in process and for a socket. */
  readonly host: string | null;
  readonly port: number | null;
}
