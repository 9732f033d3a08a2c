import type { Connection, RunOptions } from '../../contract/driver';
import type { RawResult } from '../../contract/result';
import type { PostgresStatement } from './postgres-statement';

/** What both PostgreSQL clients give beyond the contract: transaction control needs the command's tag. */
export abstract class PostgresLine implements Connection<PostgresStatement> {
  abstract readonly native: unknown;
  /** A transaction is open on this line, aborted ones included. */
  abstract readonly inTransaction: boolean;
  abstract run(compiled: PostgresStatement, options: RunOptions): Promise<RawResult>;
  abstract execute(statement: unknown, parameters: readonly unknown[], options: RunOptions): Promise<readonly object[]>;
  abstract release(broken: boolean): void;
  /** Runs `text` in one round trip; resolves to the tag of its last command (`COMMIT`, `ROLLBACK`). */
  abstract command(text: string): Promise<string>;
  /** `text` is the whole EXPLAIN statement; resolves to the first column of the first row as text. */
  protected abstract explainText(text: string, values: readonly unknown[], options: RunOptions): Promise<unknown>;

  /** The plan as PostgreSQL's own JSON: https://www.postgresql.org/docs/current/sql-explain.html */
  async explain(compiled: PostgresStatement, options: RunOptions): Promise<unknown> {
    const { text, values } = compiled.copy?.instead() ?? compiled;
    const plan = await this.explainText(`EXPLAIN (FORMAT JSON) ${text}`, values, options);
    return typeof plan === 'string' ? JSON.parse(plan) : plan;
  }
}
