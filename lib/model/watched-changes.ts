import type { RowChange } from '../contract/change-feed';
import type { WatchedRows } from '../execution/watched-rows';
import type { AnyClass } from '../internal/any-class';
import { frozen } from '../internal/freeze';
import { allFieldPaths, visiblePredicate } from '../query/find-operation';
import type { WatchOperation } from '../query/operation';
import { and, type Predicate } from '../query/predicate';
import { initialState } from '../query/query-state';
import { keyForError } from './document-key';
import { loadDocuments } from './document-reader';
import { rewrittenState } from './rewrite-query';
import { type ModelContext, modelContext } from './write-context';

/** Options of `watch`. */
export interface WatchOptions {
  /** Token of a change: the stream goes on behind it. Without one it begins now. */
  readonly after?: string | undefined;
  /** Ends the stream; whoever waits gets the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Most changes that are fetched at once and wait in memory. */
  readonly fetchSize?: number | undefined;
  /** Soft-deleted documents are like others: being marked is an update. */
  readonly withDeleted?: boolean | undefined;
}

/** A change with its document, whose class is not known here. */
export interface WatchedChange {
  readonly type: RowChange['type'];
  readonly key: unknown;
  readonly document?: object | undefined;
  readonly changed?: readonly string[] | undefined;
  readonly token: string;
}

/** What a class sees of the changes of its rows. */
export class WatchedChanges {
  readonly rows: WatchedRows;
  readonly #context: ModelContext;
  readonly #hidesDeleted: boolean;

  /**
   * Nothing is sent yet.
   * @throws ModelNotBoundError (POLYDOC_MODEL_NOT_BOUND) when no engine has the class.
   */
  constructor(modelClass: AnyClass, where: Predicate, { after, signal, fetchSize, withDeleted }: WatchOptions) {
    const context = modelContext(modelClass, undefined);
    const { model, runtime } = context;
    const visibility = { deleted: withDeleted === true ? ('include' as const) : ('hide' as const) };
    const asked = rewrittenState(context, initialState(model, { where, visibility }), 'read');
    const operation: WatchOperation = frozen({
      kind: 'watch' as const,
      model,
      // What is marked as deleted is looked at here, since becoming so is a change to be told of.
      where: and(asked.where, visiblePredicate(model, { deleted: 'include' })),
      after: after ?? null,
      selection: allFieldPaths(model),
    });
    this.#context = context;
    this.#hidesDeleted = asked.visibility.deleted === 'hide';
    this.rows = runtime.watch(operation, { signal, fetchSize });
  }

  /** The change as the class sees it; null where it sees none. */
  async see(change: RowChange): Promise<WatchedChange | null> {
    const type = this.#typeOf(change);
    if (type === null) return null;
    const { token, row, changed } = change;
    const key = keyForError(this.#context.model, change.key);
    if (type === 'delete') return { type, key, token };
    const [document] = row === null ? [] : await loadDocuments(this.#context, [row]);
    const facts = document === undefined ? { type, key, token } : { type, key, document, token };
    return changed === null || type === 'insert' ? facts : { ...facts, changed };
  }

  /** Being marked as deleted is a delete, and what happens to a marked document afterwards is nobody's business. */
  #typeOf({ type, row, changed }: RowChange): RowChange['type'] | null {
    const { model, runtime } = this.#context;
    const mark = model.deletedAt;
    if (mark === null || !this.#hidesDeleted || row === null) return type;
    const selection = allFieldPaths(model);
    const at = selection.findIndex(({ field }) => field?.column === mark.column);
    const path = selection[at];
    const isMarked = path !== undefined && runtime.rows.value(row, at, path) !== null;
    if (!isMarked) return type;
    // Of a document that was replaced nobody knows whether it was marked before: better told twice than not at all.
    return type === 'update' && (changed === null || changed.includes(mark.property)) ? 'delete' : null;
  }
}
