/**
 * Keeps one statement's message, and what the server makes of it, to some megabytes. The number of fields does not
 * matter: an insert of several rows has one parameter per column, and a table has fewer columns (1,600) than a
 * statement may have parameters (65,535). https://www.postgresql.org/docs/current/limits.html
 */
const MAX_ROWS = 10_000;

/** Most rows that one insert may carry. */
export function maxRowsPerInsert(): number {
  return MAX_ROWS;
}
