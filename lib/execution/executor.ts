import type { Connection, RunOptions } from '../contract/driver';
import type { RawResult } from '../contract/result';
import { ConcurrencyError } from '../errors/database-errors';
import { promised } from '../internal/maybe-promise';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { InsertOperation } from '../query/operation';
import { checkConsistency, deadlineOf, runOptionsOf } from './call-limits';
import type { CallOptions } from './call-options';
import { checkLock } from './check-lock';
import { computedPaths } from './computed-paths';
import type { Deadline } from './deadline';
import type { ExecutionCore } from './execution-core';
import type { ChannelName } from './observer';
import { operationKey } from './operation-key';
import type { Place } from './place';
import { type CompiledOperation, planOperation } from './plan-operation';
import { refusalOf, withRefusalErrors } from './refused-rows';
import { markWanted } from './retry';
import type { Access, SessionScope } from './session-scope';
import type { StatementOperation } from './statement-operation';

/** One call to the store. */
export interface Task<T> {
  readonly kind: string;
  /** The operation behind it; null for raw statements and schema work. */
  readonly operation: CompiledOperation | null;
  /** The model where there is no operation. */
  readonly model?: ModelMetadata | null;
  readonly access: Access;
  readonly channel: ChannelName;
  /** Text for observers; null where there is none. */
  readonly describe: ((withValues: boolean) => string) | null;
  readonly rowsOf: (result: T) => number;
  readonly send: (connection: Connection<unknown>, options: RunOptions) => Promise<T>;
  /** An error that the result tells of in place of being one; null for none. */
  readonly errorIn?: (result: T) => unknown;
}

/** A task with what it runs in. */
interface Call<T> {
  readonly task: Task<T>;
  readonly scope: SessionScope | null;
  readonly options: CallOptions;
  readonly deadline: Deadline | null;
}

const NOTHING: RawResult = Object.freeze({ rows: Object.freeze([]), affected: 0, existing: null });

/** Takes a planned operation to a connection: its scope's, or a free one. */
export class Executor {
  readonly #core: ExecutionCore;

  constructor(core: ExecutionCore) {
    this.#core = core;
  }

  /** Plans and runs one operation in `scope`. */
  run(
    operation: CompiledOperation | StatementOperation,
    scope: SessionScope | null,
    options: CallOptions,
  ): Promise<RawResult> {
    if (operation.kind === 'statement') return this.#runStatement(operation, scope, options);
    const compiled = planOperation(this.#core, operation);
    return this.runCompiled(operation, compiled, scope, options);
  }

  /** Runs what is planned already. Like `run` it throws what needs no waiting for: a promise less in the hot path. */
  runCompiled(
    operation: CompiledOperation,
    compiled: unknown,
    scope: SessionScope | null,
    options: CallOptions,
  ): Promise<RawResult> {
    const { kind } = operation;
    const isRead = kind === 'find' || kind === 'aggregate';
    if (kind === 'find') checkLock(operation, scope);
    if (isWithoutEffect(operation)) {
      scope?.assertUsable(isRead ? 'read' : 'write', kind);
      return Promise.resolve(NOTHING);
    }
    const { compiler } = this.#core.engine;
    return this.perform(
      {
        kind,
        operation,
        access: isRead ? 'read' : 'write',
        channel: 'operation',
        describe: (withValues) => compiler.describe(compiled, withValues),
        rowsOf: rowCount,
        send: (connection, runOptions) => connection.run(compiled, runOptions),
        ...(kind === 'insert' && operation.onRefusal !== undefined && this.#tellingRefusals(operation, compiled)),
      },
      scope,
      options,
    );
  }

  #runStatement(
    { name, model, access, compiled }: StatementOperation,
    scope: SessionScope | null,
    options: CallOptions,
  ): Promise<RawResult> {
    return this.perform(
      {
        kind: name,
        operation: null,
        model,
        access,
        channel: 'operation',
        describe: (withValues) => this.#core.engine.compiler.describe(compiled, withValues),
        rowsOf: rowCount,
        send: (connection, runOptions) => connection.run(compiled, runOptions),
      },
      scope,
      options,
    );
  }

  /** How an insert is sent that tells which rows were refused. */
  #tellingRefusals(operation: InsertOperation, compiled: unknown): Pick<Task<RawResult>, 'send' | 'errorIn'> {
    const send: Task<RawResult>['send'] = async (connection, options) =>
      withRefusalErrors(this.#core, operation, await connection.run(compiled, options));
    return { send, errorIn: refusalOf };
  }

  /** The raw escape hatch. */
  async execute(
    statement: unknown,
    parameters: readonly unknown[],
    scope: SessionScope | null,
    options: CallOptions,
  ): Promise<readonly object[]> {
    return this.perform(
      {
        kind: 'execute',
        operation: null,
        access: 'raw',
        channel: 'operation',
        describe: () => (typeof statement === 'string' ? statement : 'command'),
        rowsOf: (rows) => rows.length,
        send: (connection, runOptions) => connection.execute(statement, parameters, runOptions),
      },
      scope,
      options,
    );
  }

  /** Asks the store how it would run an operation. */
  async explain(operation: CompiledOperation, scope: SessionScope | null, options: CallOptions): Promise<unknown> {
    const compiled = planOperation(this.#core, operation);
    return this.perform(
      {
        kind: 'explain',
        operation,
        access: 'read',
        channel: 'operation',
        describe: (withValues) => this.#core.engine.compiler.describe(compiled, withValues),
        rowsOf: () => 0,
        send: (connection, runOptions) => connection.explain(compiled, runOptions),
      },
      scope,
      options,
    );
  }

  /**
   * Waits for the connection, sends, observes, translates errors. One promise in the common case: with async context
   * tracking each costs as much as the rest of this. Throws at once what needs no waiting for.
   */
  perform<T>(task: Task<T>, scope: SessionScope | null, options: CallOptions): Promise<T> {
    const core = this.#core;
    checkConsistency(core, options.consistency);
    checkConsistency(core, options.serialConsistency);
    core.lifecycle.enter(scope?.isTransaction ?? false);
    try {
      const deadline = deadlineOf(core, scope, options);
      deadline?.check(task.kind);
      const place =
        scope === null
          ? core.lease(false, runOptionsOf(options, undefined, deadline), deadline)
          : scope.placeFor(task.access, deadline);
      const call = { task, scope, options, deadline };
      if (!(place instanceof Promise)) return this.#performAt(place, call);
      return place.then(
        (free) => this.#performAt(free, call),
        (error) => {
          core.lifecycle.leave();
          throw error;
        },
      );
    } catch (error) {
      core.lifecycle.leave();
      throw error;
    }
  }

  /** Never throws: from here on the place is given back by the promise alone. */
  #performAt<T>(place: Place, call: Call<T>): Promise<T> {
    const finish = (): void => {
      place.release();
      this.#core.lifecycle.leave();
    };
    return promised(() => this.#send(place.connection, call)).then(
      (result) => {
        const error = call.task.errorIn?.(result) ?? null;
        if (error !== null) place.note(error);
        finish();
        return result;
      },
      (cause) => {
        const error = this.#translation(call.task, cause, call.deadline);
        place.note(error);
        finish();
        throw error;
      },
    );
  }

  #send<T>(connection: Connection<unknown>, { task, scope, options, deadline }: Call<T>): Promise<T> {
    const { observer } = this.#core;
    const runOptions = runOptionsOf(options, scope?.defaults, deadline);
    if (!observer.isActive(task.channel)) return task.send(connection, runOptions);
    const about = {
      model: task.operation?.model ?? task.model ?? null,
      operation: task.kind,
      describe: task.describe,
      attempt: scope?.attempt ?? 1,
    };
    const send = (): Promise<T> => this.#translated(task, connection, runOptions, deadline);
    const observed = (): Promise<T> => observer.observe(task.channel, about, task.rowsOf, send);
    return scope?.around === undefined ? observed() : scope.around(observed);
  }

  /** Observers see the error that the caller will see. */
  async #translated<T>(
    task: Task<T>,
    connection: Connection<unknown>,
    options: RunOptions,
    deadline: Deadline | null,
  ): Promise<T> {
    try {
      return await task.send(connection, options);
    } catch (cause) {
      throw this.#translation(task, cause, deadline);
    }
  }

  /** The error to throw for `cause`; one that is translated already stays as it is. */
  #translation<T>(task: Task<T>, cause: unknown, deadline: Deadline | null): unknown {
    const { kind, operation } = task;
    const model = operation?.model ?? task.model ?? null;
    const key = operation === null ? undefined : operationKey(operation);
    const computed = operation === null ? [] : computedPaths(operation);
    const error = this.#core.translate(cause, { operation: kind, model, key, computed }, deadline);
    if (error instanceof ConcurrencyError && operation?.kind === 'find' && operation.lock?.mode === 'nowait') {
      markWanted(error);
    }
    return error;
  }
}

function rowCount(result: RawResult): number {
  return result.rows.length > 0 ? result.rows.length : result.affected;
}

/** Known to read or change nothing, so that nothing need be sent. */
function isWithoutEffect(operation: CompiledOperation): boolean {
  switch (operation.kind) {
    case 'find':
      return operation.where.kind === 'never' || operation.limit === 0;
    case 'insert':
      return operation.rows.length === 0;
    case 'update':
    case 'delete':
      return operation.where.kind === 'never';
    default:
      return false;
  }
}
