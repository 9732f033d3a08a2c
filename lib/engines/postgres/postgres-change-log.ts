import type { ModelMetadata } from '../../metadata/model-metadata';
import { quoteName, quoteText, tableName } from './postgres-column';
import { EXPIRY_COLUMN } from './postgres-expiry';
import { shortHash } from './postgres-names';

/** How long changes are kept for streams that go on after a token. */
export const CHANGES_KEPT = '24 hours';

/** The trigger that notes changes; its presence says that a table is watched. */
export const WATCH_TRIGGER = '_polydoc_watch';

const TRUNCATE_TRIGGER = '_polydoc_watch_truncate';
const FUNCTION = '_polydoc_note_change';
const LOG = '_polydoc_changes';
const PURGED = '_polydoc_purged';

/** Any constant will do, as long as every transaction that notes changes takes the same one. */
const LOCK_KEY = 7_015_229_840_114;
/** Each so many changes, old ones are removed, at most so many more than came since. */
const PURGE_EVERY = 1_000;
const PURGE_MOST = 5_000;

/** What watched tables of one schema share. A null schema is the one that unqualified names are made in. */
export interface ChangeLog {
  /** Table of changes, quoted. `position` grows in the order of commits. */
  readonly table: string;
  /** Sequence that holds the highest position that was ever removed, quoted. */
  readonly purged: string;
}

/** The log of a schema. */
export function changeLogOf(schema: string | null): ChangeLog {
  return { table: inSchema(schema, LOG), purged: inSchema(schema, PURGED) };
}

/** Channel on which a commit that changed a table is told of. */
export function changeChannel(relation: string): string {
  return `polydoc_${relation}`;
}

function inSchema(schema: string | null, name: string): string {
  return schema === null ? quoteName(name) : `${quoteName(schema)}.${quoteName(name)}`;
}

/**
 * Body of the trigger. It runs when the transaction commits, behind a lock that is held until that is done: so positions
 * are given in the order of commits, and who has seen one has seen all before it. (NOTIFY takes a lock of the same kind.)
 * Rows are kept as `json`, which unlike `jsonb` keeps every digit and sign of a number. A row that has ended counts as gone:
 * what replaces it is an insert. The removal of old changes may collide with another one in a snapshot; then it waits for
 * the next time.
 */
function functionBody(schema: string | null): string {
  const { table, purged } = changeLogOf(schema);
  return `
DECLARE
  change_type text := lower(TG_OP);
  row_before jsonb;
  names text[];
  row_image json;
  noted bigint;
  gone_to bigint;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    row_before := to_jsonb(OLD);
    SELECT array_agg(a.key) INTO names FROM jsonb_each(to_jsonb(NEW)) a WHERE a.value IS DISTINCT FROM row_before -> a.key;
    IF names IS NULL THEN RETURN NULL; END IF;
    IF '${EXPIRY_COLUMN}' = ANY (names) AND (row_before ->> '${EXPIRY_COLUMN}')::timestamptz <= statement_timestamp() THEN
      change_type := 'insert';
      names := NULL;
    END IF;
  END IF;
  PERFORM pg_advisory_xact_lock(${LOCK_KEY});
  IF TG_OP = 'TRUNCATE' THEN
    EXECUTE format('INSERT INTO %s (relation, type, image, at) SELECT %L::oid, ''delete'', row_to_json(t), clock_timestamp() FROM %I.%I t',
      ${quoteText(table)}, TG_RELID, TG_TABLE_SCHEMA, TG_TABLE_NAME);
    PERFORM pg_notify('polydoc_' || TG_RELID, '');
    RETURN NULL;
  END IF;
  IF TG_OP = 'DELETE' THEN row_image := row_to_json(OLD); ELSE row_image := row_to_json(NEW); END IF;
  INSERT INTO ${table} (relation, type, changed, image, at)
    VALUES (TG_RELID, change_type, names, row_image, clock_timestamp()) RETURNING position INTO noted;
  PERFORM pg_notify('polydoc_' || TG_RELID, '');
  IF noted % ${PURGE_EVERY} = 0 THEN
    BEGIN
      WITH oldest AS (SELECT position FROM ${table} ORDER BY position LIMIT ${PURGE_MOST}),
      gone AS (DELETE FROM ${table} c USING oldest o
        WHERE c.position = o.position AND c.at < clock_timestamp() - interval '${CHANGES_KEPT}' RETURNING c.position)
      SELECT max(position) INTO gone_to FROM gone;
      IF gone_to IS NOT NULL THEN PERFORM setval(${quoteText(purged)}::regclass, gone_to); END IF;
    EXCEPTION WHEN serialization_failure OR deadlock_detected THEN NULL;
    END;
  END IF;
  RETURN NULL;
END
`;
}

/** Remark on the function of a schema by which a later version is seen. */
export function watchRemark(schema: string | null): string {
  return `polydoc:watch ${shortHash(functionBody(schema), 8)}`;
}

/**
 * Makes log, function and triggers as far as they are not there. The function runs with the rights of its owner, so that
 * whoever may write to the table needs none on the log, and with the path on which it was made.
 */
export function createWatchSql(schema: string | null, table: string): readonly string[] {
  const log = changeLogOf(schema);
  const called = `${inSchema(schema, FUNCTION)}()`;
  const path = schema === null ? 'FROM CURRENT' : `= ${quoteName(schema)}, pg_temp`;
  return [
    `CREATE SEQUENCE IF NOT EXISTS ${log.purged} MINVALUE 0 START 0`,
    `CREATE TABLE IF NOT EXISTS ${log.table} (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  relation oid NOT NULL,
  type text NOT NULL,
  changed text[],
  image json NOT NULL,
  at timestamptz NOT NULL
)`,
    `CREATE INDEX IF NOT EXISTS ${quoteName(`${LOG}_relation`)} ON ${log.table} (relation, position)`,
    `CREATE OR REPLACE FUNCTION ${called} RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path ${path} AS $polydoc$${functionBody(schema)}$polydoc$`,
    `COMMENT ON FUNCTION ${called} IS ${quoteText(watchRemark(schema))}`,
    ...dropWatchSql(table),
    `CREATE CONSTRAINT TRIGGER ${quoteName(WATCH_TRIGGER)} AFTER INSERT OR UPDATE OR DELETE ON ${table} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ${called}`,
    `CREATE TRIGGER ${quoteName(TRUNCATE_TRIGGER)} BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION ${called}`,
  ];
}

/** Removes the triggers of a table; log and function stay for the others. */
export function dropWatchSql(table: string): readonly string[] {
  return [WATCH_TRIGGER, TRUNCATE_TRIGGER].map((trigger) => `DROP TRIGGER IF EXISTS ${quoteName(trigger)} ON ${table}`);
}

/** Text parameters for `to_regclass`: table and log of a model. */
export function relationNames(model: ModelMetadata): readonly [string, string] {
  return [tableName(model), changeLogOf(model.namespace).table];
}
