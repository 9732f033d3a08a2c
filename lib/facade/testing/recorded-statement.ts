/** One statement that a recording engine was asked to send. */
export interface RecordedStatement {
  /** `find aggregate insert update increment delete`, or `execute` for raw statements, schema and transaction control. */
  readonly operation: string;
  /** Class name, or null where no model is involved. */
  readonly model: string | null;
  /** What would be sent: SQL with placeholders, or a call in MongoDB's shell with question marks for values. */
  readonly text: string;
  /** Bound values, in the form in which the engine binds them; on MongoDB filters, changes and documents. */
  readonly values: readonly unknown[];
}
