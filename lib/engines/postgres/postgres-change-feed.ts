import type { ChangeChunk, ChangeFeed, ChangeFeedOptions, ChangeSource, RowChange } from '../../contract/change-feed';
import { SchemaError } from '../../errors/database-errors';
import { InvalidQueryError } from '../../errors/usage-errors';
import type { ModelMetadata } from '../../metadata/model-metadata';
import type { WatchOperation } from '../../query/operation';
import type { ChangeLine, ChangeLines } from './postgres-change-line';
import { changeChannel } from './postgres-change-log';
import { CHANGE_CELLS, changesStatement, headStatement, relationStatement } from './postgres-change-statement';
import { type ChangeRange, changeToken, positionAfter } from './postgres-change-token';
import { postgresRowReaders } from './postgres-row-readers';

const DEFAULT_FETCH_SIZE = 100;

/** After so long without a notice the store is asked: whether it is there, and whether a notice was lost. */
const HEARTBEAT_MS = 30_000;

/** Table and log of a stream, by oid. */
interface Relation {
  readonly table: string;
  readonly log: string;
}

/**
 * Changes by a trigger, which notes them in a log when a transaction commits, and NOTIFY, which says that there are some.
 * What a stream has not asked for stays in the log. https://www.postgresql.org/docs/current/sql-notify.html
 */
export function postgresChangeFeed(lines: ChangeLines): ChangeFeed {
  return {
    async open(operation: WatchOperation, { fetchSize }: ChangeFeedOptions): Promise<ChangeSource> {
      checkDeclared(operation.model);
      // Compiled before anything is sent, so that an operand that makes no sense is refused here.
      changesStatement(operation, '0', 0n, 0);
      const line = await lines.open();
      try {
        const source = new PostgresChangeSource(line, operation, fetchSize ?? DEFAULT_FETCH_SIZE);
        await source.begin();
        return source;
      } catch (cause) {
        await line.close();
        throw cause;
      }
    },
  };
}

function checkDeclared({ name, watch }: ModelMetadata): void {
  if (watch) return;
  throw new InvalidQueryError(`${name} is not declared to be watched.`, {
    model: name,
    operation: 'watch',
    hint: 'Write `@Entity({ watch: true })`, and run `syncTable()` or `engine.syncSchema()`.',
  });
}

class PostgresChangeSource implements ChangeSource {
  readonly #line: ChangeLine;
  readonly #operation: WatchOperation;
  readonly #limit: number;
  #relation: Relation = { table: '0', log: '0' };
  #position = 0n;
  /** There may be changes that were not read. */
  #mayHaveMore = true;
  #lost: { readonly cause: unknown } | null = null;
  #isClosed = false;
  #wake: (() => void) | null = null;

  constructor(line: ChangeLine, operation: WatchOperation, limit: number) {
    this.#line = line;
    this.#operation = operation;
    this.#limit = limit;
  }

  get token(): string {
    return this.#tokenAt(this.#position);
  }

  async begin(): Promise<void> {
    const { model, after } = this.#operation;
    this.#relation = await this.#findRelation();
    await this.#line.listen(changeChannel(this.#relation.table), {
      onNotice: () => this.#stir(),
      onLost: (cause) => {
        this.#lost ??= { cause };
        this.#stir();
      },
    });
    // Behind the LISTEN: what is committed between the two is both in the log and told of.
    const range = await this.#range();
    this.#position = after === null ? range.head : positionAfter(model, after, this.#relation.log, range);
  }

  async next(): Promise<ChangeChunk> {
    while (!this.#isClosed) {
      if (this.#lost !== null) throw this.#lost.cause;
      if (this.#mayHaveMore) {
        const rows = await this.#read();
        if (rows.length > 0) return this.#chunk(rows);
      } else if ((await this.#quietFor(HEARTBEAT_MS)) && (await this.#movedOn())) break;
    }
    return { changes: [], token: this.token };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stir();
    await this.#line.close();
  }

  #stir(): void {
    this.#mayHaveMore = true;
    this.#wake?.();
  }

  /** Waits for a notice; true when none came in that time. */
  #quietFor(timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (isQuiet: boolean): void => {
        clearTimeout(timer);
        this.#wake = null;
        resolve(isQuiet);
      };
      // What keeps the process alive is the connection.
      const timer = setTimeout(() => settle(true), timeoutMs).unref();
      this.#wake = () => settle(false);
    });
  }

  async #read(): Promise<readonly unknown[]> {
    this.#mayHaveMore = false;
    const statement = changesStatement(this.#operation, this.#relation.table, this.#position, this.#limit);
    const { rows } = await this.#line.run(statement);
    if (rows.length === this.#limit) this.#mayHaveMore = true;
    return rows;
  }

  /** Takes the position over the changes of other tables, so that it does not fall behind what is removed. */
  async #movedOn(): Promise<boolean> {
    const { head } = await this.#range();
    const { table } = await this.#findRelation();
    if (table !== this.#relation.table) throw this.#missing('was dropped, or made anew');
    const before = this.#position;
    const { rows } = await this.#line.run(changesStatement(this.#operation, table, before, 1));
    // A notice was lost, or is about to come.
    if (rows.length > 0) this.#mayHaveMore = true;
    if (rows.length > 0 || head <= before) return false;
    this.#position = head;
    return true;
  }

  async #findRelation(): Promise<Relation> {
    const { rows } = await this.#line.run(relationStatement(this.#operation));
    const [table, log, hasTrigger] = cellsOf(rows[0]);
    if (table == null) throw this.#missing('does not exist');
    if (log == null || hasTrigger !== 'true') throw this.#missing('has no trigger that notes its changes');
    return { table, log };
  }

  #missing(problem: string): SchemaError {
    const { name, table } = this.#operation.model;
    return new SchemaError(`${name} cannot be watched: the table "${table}" ${problem}.`, {
      model: name,
      operation: 'watch',
      hint: 'Run `syncTable()` or `engine.syncSchema()`.',
    });
  }

  async #range(): Promise<ChangeRange> {
    const { rows } = await this.#line.run(headStatement(this.#operation));
    const [highest, removed] = cellsOf(rows[0]);
    const purged = BigInt(removed ?? 0);
    const head = BigInt(highest ?? 0);
    return { head: head > purged ? head : purged, purged };
  }

  #chunk(rows: readonly unknown[]): ChangeChunk {
    const changes: RowChange[] = [];
    for (const row of rows) {
      const [position, type, changed, matches] = cellsOf(row);
      this.#position = BigInt(position ?? 0);
      if (matches != null) changes.push(this.#change(type ?? '', changed ?? null, cellsOf(row).slice(CHANGE_CELLS)));
    }
    return { changes, token: this.token };
  }

  #change(type: string, changed: string | null, row: readonly (string | null)[]): RowChange {
    const { model, selection } = this.#operation;
    const key = model.key.fields.map((field) => {
      const at = selection.findIndex((path) => path.field?.column === field.column);
      const path = selection[at];
      return path === undefined ? null : postgresRowReaders.value(row, at, path);
    });
    const known = type === 'insert' || type === 'delete' ? type : 'update';
    return { type: known, key, row, changed: this.#properties(changed), token: this.token };
  }

  /** Properties of changed columns, as declared; columns that no field has are left out. */
  #properties(changed: string | null): readonly string[] | null {
    if (changed === null) return null;
    const columns: unknown = JSON.parse(changed);
    const names = new Set(Array.isArray(columns) ? columns : []);
    return this.#operation.selection.flatMap(({ field }) =>
      field !== null && names.has(field.column) ? [field.property] : [],
    );
  }

  #tokenAt(position: bigint): string {
    return changeToken({ log: this.#relation.log, position });
  }
}

/** Wire rows are arrays of PostgreSQL's text. */
function cellsOf(row: unknown): readonly (string | null)[] {
  return Array.isArray(row) ? row : [];
}
