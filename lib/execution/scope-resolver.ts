import { SessionStateError } from '../errors/usage-errors';
import type { AsyncContext } from './async-context';
import type { BatchScope } from './batch-scope';
import type { CallOptions } from './call-options';
import type { ExecutionCore } from './execution-core';
import type { SessionScope } from './session-scope';

/** Finds what a call belongs to: what it names, else what is around it. */
export class ScopeResolver {
  readonly #core: ExecutionCore;
  readonly #context: AsyncContext<SessionScope, BatchScope>;

  constructor(core: ExecutionCore, context: AsyncContext<SessionScope, BatchScope>) {
    this.#core = core;
    this.#context = context;
  }

  /**
   * The scope that a call with these options belongs to; null for none.
   * @throws SessionStateError (POLYDOC_SESSION_STATE) for a session of another engine.
   */
  scopeOf({ session }: CallOptions): SessionScope | null {
    if (session === null) return null;
    const ambient = this.#context.current?.scope ?? null;
    if (session === undefined) return ambient?.innermost ?? null;
    if (session.core !== this.#core) {
      const engine = this.#core.engine.name;
      throw new SessionStateError(`The session belongs to another engine than this \`${engine}\`.`, { engine });
    }
    // Inside a savepoint, what is addressed to the transaction around it belongs to the savepoint: there is one line.
    const isInside = ambient !== null && !ambient.hasEnded && ambient.isWithin(session);
    return (isInside ? ambient : session).innermost;
  }

  /** The batch that a write with these options joins; null for none. */
  batchOf({ batch, session }: CallOptions): BatchScope | null {
    if (batch !== undefined) return batch;
    const around = this.#context.current;
    if (around === undefined || around.batch === null || session === null) return null;
    return session === undefined || session === around.scope ? around.batch : null;
  }
}
