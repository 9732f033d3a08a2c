import type { ModelMetadata } from '../../metadata/model-metadata';

/** Hidden column that says when a row ends; null in a row that does not. */
export const EXPIRY_COLUMN = '_expires_at';

/**
 * The server's clock as expiry sees it. It stands still within a statement, so that plans may treat it as a constant,
 * and moves on within a transaction, so that a row that ends during a long transaction is gone for the next statement
 * (https://www.postgresql.org/docs/current/functions-datetime.html#FUNCTIONS-DATETIME-CURRENT).
 */
export const EXPIRY_CLOCK = 'statement_timestamp()';

/** True for models whose table has the hidden column: everything that can be written and is no counter. */
export function hasExpiry(model: ModelMetadata): boolean {
  return model.kind === 'document' && !model.readOnly;
}

/** Condition that a row has not ended. `prefix` qualifies the column (`"_t".`) or is empty. */
export function notExpired(prefix: string): string {
  return `(${prefix}"${EXPIRY_COLUMN}" IS NULL OR ${prefix}"${EXPIRY_COLUMN}" > ${EXPIRY_CLOCK})`;
}

/** Condition that a row has ended; not true, but null, for one without an end. */
export function isExpired(prefix: string): string {
  return `${prefix}"${EXPIRY_COLUMN}" <= ${EXPIRY_CLOCK}`;
}

/** The moment a number of seconds from now; `placeholder` stands for the seconds. */
export function expiryIn(placeholder: string): string {
  return `${EXPIRY_CLOCK} + make_interval(secs => ${placeholder}::double precision)`;
}
