import type { PGlite } from '@electric-sql/pglite';
import type { SqlClient } from './sql-client';

/** PGlite in process. It has no cursors outside of transactions: a stream is read in pages by key. */
export function pgliteClient(database: PGlite): SqlClient {
  return {
    query: async (_name, text, values) => (await database.query<object>(text, [...values])).rows,
    stream: async function* (text, chunkRows) {
      const paged = text.replace('ORDER BY id', 'WHERE id > $1 ORDER BY id LIMIT $2');
      let after = '00000000-0000-0000-0000-000000000000';
      for (;;) {
        const { rows } = await database.query<{ id: string }>(paged, [after, chunkRows]);
        if (rows.length > 0) yield rows;
        const last = rows.at(-1);
        if (last === undefined || rows.length < chunkRows) return;
        after = last.id;
      }
    },
  };
}
