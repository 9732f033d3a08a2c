import { Client } from 'pg';
import Cursor from 'pg-cursor';
import type { SqlClient } from './sql-client';

/** `pg` on one connection. */
export async function openPgClient(url: string): Promise<SqlClient & { close(): Promise<void> }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return {
    query: async (name, text, values) => {
      const statement = { text, values: [...values] };
      return (await client.query(name === '' ? statement : { ...statement, name })).rows;
    },
    stream: async function* (text, chunkRows) {
      const cursor = client.query(new Cursor<object>(text));
      for (let rows = await cursor.read(chunkRows); rows.length > 0; rows = await cursor.read(chunkRows)) yield rows;
      await cursor.close();
    },
    close: () => client.end(),
  };
}
