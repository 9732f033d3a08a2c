import { InvalidQueryError } from '../errors/usage-errors';
import type { EngineRuntime } from '../execution/engine-runtime';
import type { AnyClass } from '../internal/any-class';
import type { ModelMetadata } from '../metadata/model-metadata';
import { ExecutableQuery } from '../query/executable-query';
import { findOperation } from '../query/find-operation';
import type { FindOperation } from '../query/operation';
import type { Predicate } from '../query/predicate';
import { Query } from '../query/query';
import type { QueryRunner } from '../query/query-runner';
import { initialState, type QueryState, withParts } from '../query/query-state';
import type { QueryPurpose, RewriteContext } from './plugin';
import type { PluginFunction, PluginSet } from './plugin-set';
import { findRow, pathsOf } from './row-operations';

/** Whose scopes are asked for. */
interface ScopeOwner {
  readonly model: ModelMetadata;
  readonly plugins: PluginSet;
}

/** Whose query it is. */
interface QueryOwner extends ScopeOwner {
  readonly class: AnyClass;
}

/** The same on its engine. */
interface RowOwner extends QueryOwner {
  readonly runtime: EngineRuntime;
}

/** What a step of a plugin may not touch: the terminals count on it. */
const FIXED_BY_SCOPE = ['model', 'form', 'selection', 'distinct'] as const;
const FIXED_BY_REWRITE = [...FIXED_BY_SCOPE, 'limit', 'skip'] as const;

/**
 * The query as plugins want it run; the same where there are none.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for an answer that is no query, or that asks for other rows or
 * another form of result; and what a plugin throws.
 */
export function rewrittenState(owner: QueryOwner, state: QueryState, purpose: QueryPurpose): QueryState {
  const { rewrites } = owner.plugins;
  if (rewrites.length === 0) return state;
  const context: RewriteContext = Object.freeze({
    purpose,
    model: owner.class,
    fields: new Set(owner.model.fieldByProperty.keys()),
  });
  const draft = new DraftRunner(owner);
  let rewritten = state;
  for (const rewrite of rewrites) {
    const answer = rewrite.call(new Query<object>(rewritten, draft), context);
    if (answer === undefined) continue;
    rewritten = stateOfAnswer(answer, rewritten, rewrite, FIXED_BY_REWRITE);
  }
  // Values without repetition can be ordered by themselves alone.
  return rewritten !== state && state.distinct ? withParts(rewritten, { orderBy: state.orderBy }) : rewritten;
}

/**
 * The query after a plugin's scope.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) when no plugin has the scope, or it gives no query of its kind.
 */
export function scopedState(owner: ScopeOwner, state: QueryState, scope: string, args: readonly unknown[]): QueryState {
  const { model, plugins } = owner;
  const step = plugins.scopes.get(scope);
  if (step === undefined) {
    const known = [...plugins.scopes.keys()];
    throw new InvalidQueryError(`${model.name} has no scope "${scope}".`, {
      model: model.name,
      hint: known.length === 0 ? 'Scopes come with plugins.' : `Its scopes are ${known.join(', ')}.`,
    });
  }
  const draft = new Query<object>(state, new DraftRunner(owner));
  return stateOfAnswer(step.call(draft, ...args), state, step, FIXED_BY_SCOPE);
}

/** Exactly the row with this key, soft-deleted or not, as far as plugins let it be seen. */
export function findVisibleRow(owner: RowOwner, where: Predicate): FindOperation {
  if (owner.plugins.rewrites.length === 0) return findRow(owner.model, where, owner.model.fields);
  const selection = pathsOf(owner.model.fields);
  const { filterLimits } = owner.runtime.options;
  const state = initialState(owner.model, { where, selection, filterLimits, visibility: { deleted: 'include' } });
  return findOperation(rewrittenState(owner, state, 'read'));
}

function stateOfAnswer(
  answer: unknown,
  before: QueryState,
  step: PluginFunction,
  fixed: readonly (keyof QueryState)[],
): QueryState {
  const { name } = before.model;
  if (!(answer instanceof ExecutableQuery)) {
    throw new InvalidQueryError(`The plugin "${step.plugin}" gave no query of ${name}.`, {
      model: name,
      hint: 'Give back the query at once, with what is to be added; it is not awaited.',
    });
  }
  const state = ExecutableQuery.stateOf(answer);
  const changed = fixed.find((part) => state[part] !== before[part]);
  if (changed === undefined) return state;
  throw new InvalidQueryError(`The plugin "${step.plugin}" changed the ${changed} of a query of ${name}.`, {
    model: name,
    hint: 'It may narrow what matches, order it and say how it is run.',
  });
}

/** Stands behind a query that a plugin is still at: running it there would ask the plugin again, without end. */
class DraftRunner implements QueryRunner {
  readonly #owner: ScopeOwner;

  constructor(owner: ScopeOwner) {
    this.#owner = owner;
  }

  scope(state: QueryState, name: string, args: readonly unknown[]): QueryState {
    return scopedState(this.#owner, state, name, args);
  }

  async all(): Promise<never> {
    throw this.#refusal();
  }

  batches(): AsyncIterable<never> {
    throw this.#refusal();
  }

  async compute(): Promise<never> {
    throw this.#refusal();
  }

  async update(): Promise<never> {
    throw this.#refusal();
  }

  async delete(): Promise<never> {
    throw this.#refusal();
  }

  async explain(): Promise<never> {
    throw this.#refusal();
  }

  #refusal(): InvalidQueryError {
    const { name } = this.#owner.model;
    return new InvalidQueryError(`A plugin tried to run the query of ${name} that it was given.`, {
      model: name,
      hint: 'Scopes and rewrites give a query back; who asked for it runs it.',
    });
  }
}
