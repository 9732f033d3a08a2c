/**
 * An error that the embedded server reported, with the properties that the `pg` client gives its errors.
 * https://www.postgresql.org/docs/current/protocol-error-fields.html
 */
export class PgliteServerError extends Error {
  override readonly name = 'PgliteServerError';
  readonly severity: string | undefined;
  /** SQLSTATE. */
  readonly code: string | undefined;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly position: string | undefined;
  readonly where: string | undefined;
  readonly schema: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;
  readonly constraint: string | undefined;
  readonly routine: string | undefined;

  /** @param fields the error's fields by their protocol letter */
  constructor(fields: ReadonlyMap<string, string>) {
    super(fields.get('M') ?? 'The server reported an error without a message.');
    this.severity = fields.get('V') ?? fields.get('S');
    this.code = fields.get('C');
    this.detail = fields.get('D');
    this.hint = fields.get('H');
    this.position = fields.get('P');
    this.where = fields.get('W');
    this.schema = fields.get('s');
    this.table = fields.get('t');
    this.column = fields.get('c');
    this.constraint = fields.get('n');
    this.routine = fields.get('R');
  }
}
