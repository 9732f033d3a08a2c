import type { UserRow } from '../bench-user';

/** The best hand-written use of a client: its own decoding, its own forms of values. */
export interface RawContestant {
  findByKey(id: string): Promise<object | null | undefined>;
  findThousand(): Promise<readonly object[]>;
  insert(row: UserRow): Promise<void>;
  insertAll(rows: readonly UserRow[]): Promise<void>;
  loadChangeSave(id: string, visits: number): Promise<void>;
  /** One transaction that writes to every one of the rows. */
  transaction(ids: readonly string[], visits: number): Promise<void>;
  /** Reads all rows in chunks; resolves to their number. */
  stream(): Promise<number>;
  /** What the client read as the row that it stands for. */
  rowOf(read: object): object;
  /** A row as it is stored, types included, to hold two against each other. */
  stored(id: string): Promise<unknown>;
}
