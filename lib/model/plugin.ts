import type { AnyClass } from '../internal/any-class';
import type { HookEvent } from '../metadata/hook-metadata';
import type { Query } from '../query/query';

/** What a rewritten query is for. `read` is everything that looks: documents, counts, aggregates, streams, `explain`. */
export type QueryPurpose = 'read' | 'update' | 'delete';

/** What a query rewrite is told besides the query. */
export interface RewriteContext {
  readonly purpose: QueryPurpose;
  /** The class that is asked. */
  readonly model: AnyClass;
  /** Names of its fields: a plugin of an engine meets models of all kinds. */
  readonly fields: ReadonlySet<string>;
}

type DocumentEvent = Exclude<HookEvent, 'beforeQuery'>;

/**
 * Hooks of a plugin, by moment: they do what a method with the decorator of that name does, and run after those of the
 * class. One that throws vetoes.
 */
export type PluginHooks<T extends object> = {
  readonly [E in DocumentEvent]?: (document: T) => unknown;
} & {
  /** Set-based `updateMany` and `deleteMany`; may give another query. */
  readonly beforeQuery?: (query: Query<T>) => unknown;
};

/** Named steps of queries; each takes the query and the caller's arguments, and gives another query of the same class. */
export type PluginScopes<T extends object> = Readonly<Record<string, (query: Query<T>, ...args: never[]) => Query<T>>>;

/**
 * Hooks, scopes and query rewrites under one name, for `User.plugin(p)` or `engine.use(p)`. All are optional.
 * @typeParam T what documents must have for the plugin to make sense of them
 */
export interface Plugin<T extends object = object> {
  /** Says what it is; a class or an engine takes each name once. */
  readonly name: string;
  readonly hooks?: PluginHooks<T>;
  readonly scopes?: PluginScopes<T>;
  /**
   * Sees every query before it is sent: `get` and `getMany`, by key too, `find` and all its terminals, set-based
   * updates and deletes. Gives the query to run instead, or nothing to leave it. Synchronous; one that throws refuses
   * the query. It may add filters, orders, visibility, hints and limits of time; rows asked for and result form stay.
   */
  rewriteQuery?(query: Query<T>, context: RewriteContext): Query<T> | undefined;
}
