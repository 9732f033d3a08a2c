import type { Compiler } from '../../contract/compiler';
import type { RawResult } from '../../contract/result';
import type { AggregateOperation, FindOperation, WriteOperation } from '../../query/operation';
import type { RecordedStatement } from './recorded-statement';
import type { RecordingOptions } from './recording-options';

type Operation = FindOperation | AggregateOperation | WriteOperation;

/** Wire rows that a store without surprises would give back for a write. */
export type ReturnedRows = (operation: Operation) => readonly unknown[];

/** What only the store knows of its statements and rows. */
export interface StatementForm<C extends object> {
  /** The bound values of a statement. */
  readonly valuesOf: (compiled: C) => readonly unknown[];
  /** A row of the answer as it comes over the wire. */
  readonly wireRow: (row: unknown) => unknown;
}

/** What has been sent so far, and what is answered to it. Shared by the connections of one engine. */
export class Recording<C extends object> {
  readonly #options: RecordingOptions;
  readonly #compiler: Compiler<C>;
  readonly #returned: ReturnedRows;
  readonly #form: StatementForm<C>;
  readonly #operations = new WeakMap<object, Operation>();
  #statements: RecordedStatement[] = [];
  /** Connections handed out since the last `clear`. */
  acquired = 0;

  constructor(
    compiler: Compiler<C>,
    returned: ReturnedRows,
    options: RecordingOptions,
    form: StatementForm<C> = { valuesOf, wireRow: (row) => row },
  ) {
    this.#compiler = compiler;
    this.#returned = returned;
    this.#options = options;
    this.#form = form;
  }

  /** The engine's compiler, which remembers what a statement was made of. */
  get compiler(): Compiler<C> {
    const compiler = this.#compiler;
    return {
      compile: (operation) => {
        const compiled = compiler.compile(operation);
        this.#operations.set(compiled, operation);
        return compiled;
      },
      describe: (compiled, withValues) => compiler.describe(compiled, withValues),
    };
  }

  /** A copy of what was sent, oldest first. */
  get statements(): readonly RecordedStatement[] {
    return [...this.#statements];
  }

  /** Forgets everything. */
  clear(): void {
    this.#statements = [];
    this.acquired = 0;
  }

  /** Takes a compiled statement down and answers it. */
  run(compiled: C): RawResult {
    const operation = this.#operations.get(compiled);
    const statement = this.#add({
      operation: operation?.kind ?? 'execute',
      model: operation?.model.name ?? null,
      text: this.#compiler.describe(compiled, false),
      values: this.#form.valuesOf(compiled),
    });
    const usual = operation === undefined ? [] : this.#returned(operation);
    const rows = this.#scriptedRows(statement)?.map(this.#form.wireRow) ?? usual;
    return { rows, affected: this.#scriptedCount(statement) ?? usualCount(operation, rows), existing: null };
  }

  /** Takes a raw statement down and answers it. `usual` is the answer where none is scripted. */
  execute(raw: unknown, parameters: readonly unknown[], usual: readonly object[]): readonly object[] {
    const own = typeof raw === 'object' && raw !== null && parameters.length === 0 ? valuesOf(raw) : parameters;
    const text = typeof raw === 'string' ? raw : textOf(raw);
    const statement = this.#add({ operation: 'execute', model: null, text, values: own });
    const scripted = this.#scriptedRows(statement)?.filter((row) => typeof row === 'object' && row !== null);
    return usual.length > 0 ? usual : (scripted ?? []);
  }

  #add(statement: RecordedStatement): RecordedStatement {
    const kept = Object.freeze({ ...statement, values: Object.freeze([...statement.values]) });
    this.#statements.push(kept);
    return kept;
  }

  #scriptedRows(statement: RecordedStatement): readonly unknown[] | undefined {
    const { rows } = this.#options;
    return typeof rows === 'function' ? rows(statement) : rows;
  }

  #scriptedCount(statement: RecordedStatement): number | undefined {
    const { affected } = this.#options;
    return typeof affected === 'function' ? affected(statement) : affected;
  }
}

/** A write is answered as if all that it names were there, a read by its rows. */
function usualCount(operation: Operation | undefined, rows: readonly unknown[]): number {
  if (operation === undefined || operation.kind === 'find' || operation.kind === 'aggregate') return rows.length;
  return operation.kind === 'insert' ? operation.rows.length : 1;
}

function valuesOf(statement: object): readonly unknown[] {
  return 'values' in statement && Array.isArray(statement.values) ? statement.values : [];
}

function textOf(raw: unknown): string {
  if (typeof raw === 'object' && raw !== null && 'text' in raw && typeof raw.text === 'string') return raw.text;
  return JSON.stringify(raw) ?? String(raw);
}
