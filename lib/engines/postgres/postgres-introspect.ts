import type { Connection } from '../../contract/driver';
import { NO_RUN_OPTIONS } from '../../contract/driver';
import type { Catalog } from './postgres-catalog';
import { WATCH_TRIGGER } from './postgres-change-log';

/** A table or view to look for; without a schema it is looked for on the search path, as statements do. */
export interface WantedTable {
  readonly schema: string | null;
  readonly name: string;
}

const COLUMNS = `
  SELECT coalesce(json_agg(json_build_object(
    'name', a.attname,
    'type', format_type(a.atttypid, a.atttypmod),
    'notNull', a.attnotnull,
    'hasDefault', a.atthasdef OR a.attidentity = 'd',
    'generated', a.attgenerated <> '' OR a.attidentity = 'a',
    'collation', co.collname
  ) ORDER BY a.attnum), '[]')
  FROM pg_attribute a LEFT JOIN pg_collation co ON co.oid = a.attcollation
  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped`;

const INDEX_PARTS = `
  SELECT json_agg(json_build_object(
    'column', ka.attname,
    'descending', i.indoption[k.ord - 1] & 1 = 1,
    'nullsFirst', i.indoption[k.ord - 1] & 2 = 2,
    'operatorClass', oc.opcname,
    'isDefaultClass', oc.opcdefault
  ) ORDER BY k.ord)
  FROM unnest(i.indkey) WITH ORDINALITY AS k(attnum, ord)
  JOIN pg_opclass oc ON oc.oid = i.indclass[k.ord - 1]
  LEFT JOIN pg_attribute ka ON ka.attrelid = c.oid AND ka.attnum = k.attnum AND k.attnum > 0
  WHERE k.ord <= i.indnkeyatts`;

const INDEX_INCLUDE = `
  SELECT coalesce(json_agg(ka.attname ORDER BY k.ord), '[]')
  FROM unnest(i.indkey) WITH ORDINALITY AS k(attnum, ord)
  JOIN pg_attribute ka ON ka.attrelid = c.oid AND ka.attnum = k.attnum
  WHERE k.ord > i.indnkeyatts`;

// indnullsnotdistinct exists from PostgreSQL 15 on; through jsonb the query also runs where it is missing.
const INDEXES = `
  SELECT coalesce(json_agg(json_build_object(
    'name', ic.relname,
    'primary', i.indisprimary,
    'unique', i.indisunique,
    'valid', i.indisvalid,
    'constraint', EXISTS (SELECT FROM pg_constraint con WHERE con.conindid = ic.oid AND con.contype IN ('p', 'u', 'x')),
    'method', am.amname,
    'nullsNotDistinct', coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false),
    'partial', i.indpred IS NOT NULL,
    'parts', (${INDEX_PARTS}),
    'include', (${INDEX_INCLUDE}),
    'options', coalesce(to_json(ic.reloptions), '[]'),
    'tablespace', its.spcname,
    'comment', obj_description(ic.oid, 'pg_class')
  ) ORDER BY ic.relname), '[]')
  FROM pg_index i
  JOIN pg_class ic ON ic.oid = i.indexrelid
  JOIN pg_am am ON am.oid = ic.relam
  LEFT JOIN pg_tablespace its ON its.oid = ic.reltablespace
  WHERE i.indrelid = c.oid`;

const TABLES = `
  SELECT coalesce(json_agg(json_build_object(
    'position', w.position,
    'kind', c.relkind,
    'unlogged', c.relpersistence = 'u',
    'tablespace', ts.spcname,
    'options', coalesce(to_json(c.reloptions), '[]'),
    'comment', obj_description(c.oid, 'pg_class'),
    'watch', (SELECT coalesce(obj_description(t.tgfoid, 'pg_proc'), '') FROM pg_trigger t
      WHERE t.tgrelid = c.oid AND t.tgname = '${WATCH_TRIGGER}'),
    'columns', (${COLUMNS}),
    'indexes', (${INDEXES})
  )), '[]')
  FROM json_to_recordset(wanted.question -> 'tables') AS w(position int, schema text, name text)
  JOIN pg_class c ON c.oid = to_regclass(coalesce(quote_ident(w.schema) || '.', '') || quote_ident(w.name))
  LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace`;

/** One statement, whatever the number of tables. The answer is text, so that no type parser can get in the way. */
const INTROSPECT = `
SELECT json_build_object(
  'schemas', (SELECT coalesce(json_agg(n.nspname), '[]') FROM pg_namespace n
    WHERE n.nspname IN (SELECT json_array_elements_text(wanted.question -> 'schemas'))),
  'vector', json_build_object(
    'installed', EXISTS (SELECT FROM pg_extension WHERE extname = 'vector'),
    'available', CASE WHEN (wanted.question ->> 'vector')::boolean
      THEN EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') ELSE false END),
  'tables', (${TABLES})
)::text AS catalog
FROM (SELECT $1::json AS question) AS wanted`;

/**
 * Reads from the catalog what the store has of the given tables, in one round trip.
 *
 * `needsVector` also asks whether the vector extension could be installed, which makes the server look at its files.
 */
export async function introspect(
  connection: Connection<unknown>,
  tables: readonly WantedTable[],
  needsVector: boolean,
): Promise<Catalog> {
  const question = JSON.stringify({
    tables: tables.map(({ schema, name }, position) => ({ position, schema, name })),
    schemas: [...new Set(tables.flatMap(({ schema }) => schema ?? []))],
    vector: needsVector,
  });
  const [row] = await connection.execute(INTROSPECT, [question], NO_RUN_OPTIONS);
  if (row === undefined || !('catalog' in row) || typeof row.catalog !== 'string') {
    throw new TypeError('The catalog query gave no text.');
  }
  const catalog: Catalog = JSON.parse(row.catalog);
  return catalog;
}
