import { COLUMNS, type UserRow } from '../bench-user';
import type { RawContestant } from './raw-contestant';
import type { SqlClient } from './sql-client';

const LIST = COLUMNS.map((column) => `"${column}"`).join(', ');
const MARKS = COLUMNS.map((_, index) => `$${index + 1}`).join(', ');
const TYPES = [
  'uuid',
  'text',
  'text',
  'text',
  'text',
  'int4',
  'int4',
  'float8',
  'bool',
  'text',
  'timestamptz',
  'timestamptz',
];
const ARRAYS = TYPES.map((type, index) => `$${index + 1}::${type}[]`).join(', ');
const UNNESTED = COLUMNS.map((column) => (column === 'tags' ? '"tags"::text[]' : `"${column}"`)).join(', ');

/** A SQL client: prepared statements, `unnest` for bulk. */
export class RawSql implements RawContestant {
  readonly #client: SqlClient;

  constructor(client: SqlClient) {
    this.#client = client;
  }

  async findByKey(id: string): Promise<object | undefined> {
    const [row] = await this.#client.query('find', `SELECT ${LIST} FROM bench_user WHERE id = $1`, [id]);
    return row;
  }

  findThousand(): Promise<readonly object[]> {
    return this.#client.query('list', `SELECT ${LIST} FROM bench_user ORDER BY id LIMIT $1`, [1_000]);
  }

  async insert(row: UserRow): Promise<void> {
    await this.#client.query(
      'insert',
      `INSERT INTO bench_user (${LIST}) VALUES (${MARKS})`,
      COLUMNS.map((column) => row[column]),
    );
  }

  async insertAll(rows: readonly UserRow[]): Promise<void> {
    const arrays = COLUMNS.map((column) =>
      rows.map((row) => (column === 'tags' ? `{${row.tags.map((tag) => `"${tag}"`).join(',')}}` : row[column])),
    );
    const names = COLUMNS.map((column) => `"${column}"`).join(', ');
    const text = `INSERT INTO bench_user (${LIST}) SELECT ${UNNESTED} FROM unnest(${ARRAYS}) AS t(${names})`;
    await this.#client.query('bulk', text, arrays);
  }

  async loadChangeSave(id: string, visits: number): Promise<void> {
    await this.findByKey(id);
    await this.#client.query('change', 'UPDATE bench_user SET visits = $2 WHERE id = $1', [id, visits]);
  }

  async transaction(ids: readonly string[], visits: number): Promise<void> {
    await this.#client.query('', 'BEGIN ISOLATION LEVEL REPEATABLE READ', []);
    for (const id of ids)
      await this.#client.query('change', 'UPDATE bench_user SET visits = $2 WHERE id = $1', [id, visits]);
    await this.#client.query('', 'COMMIT', []);
  }

  async stream(): Promise<number> {
    let count = 0;
    for await (const rows of this.#client.stream(`SELECT ${LIST} FROM bench_user ORDER BY id`, 1_000)) {
      for (const _row of rows) count += 1;
    }
    return count;
  }

  rowOf(read: object): object {
    return read;
  }

  stored(id: string): Promise<unknown> {
    return this.findByKey(id);
  }
}
