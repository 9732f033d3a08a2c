import type { RawResult } from '../contract/result';
import { chunksOf } from '../internal/chunks-of';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { InsertOperation } from '../query/operation';
import { classOf } from './construct';
import { stateOf } from './document-state';
import { executeSave } from './execute-save';
import {
  duplicateKey,
  type PreparedInsert,
  prepareInsert,
  replaceOperation,
  settleInsert,
  withStoredVersion,
} from './insert-document';
import type { BulkOptions } from './options';
import { type PreparedSave, prepareStoredSave } from './prepare-save';
import { insertRows } from './row-operations';
import { queueSave, settleSave } from './save-document';
import { dispatch, enlistDocument, type WriteContext, writeContext } from './write-context';

/** One item after its hooks and rules: what to write for it, or why that is impossible. */
export class PreparedItem {
  readonly position: number;
  readonly document: object;
  readonly context: WriteContext;
  insert: PreparedInsert | null = null;
  save: PreparedSave | null = null;
  outcome: 'inserted' | 'updated' | 'unchanged' = 'inserted';
  error: Error | null = null;

  constructor(position: number, document: object, context: WriteContext) {
    this.position = position;
    this.document = document;
    this.context = context;
  }
}

/** Writes that stand or fall together in the store. Running is repeatable; settling is done once, at the end. */
export interface BulkUnit {
  readonly positions: readonly number[];
  /** @param careful tells expired rows from living ones; the other form is cheaper and fails for both. */
  run(careful: boolean): Promise<void>;
  settle(): Promise<void>;
  /** Joins the batch at hand, which runs and settles it. */
  queue(): Promise<void>;
  /** The same work in two halves, to find out which item is at fault; null for a single item. */
  split(): readonly [BulkUnit, BulkUnit] | null;
}

/** Runs hooks and rules of all items, once each, in order; what fails is noted, not thrown. */
export async function prepareItems(
  context: WriteContext,
  documents: readonly object[],
  options: BulkOptions | undefined,
  operation: 'insertMany' | 'saveMany',
): Promise<PreparedItem[]> {
  const now = new Date();
  const items: PreparedItem[] = [];
  const contexts = new Map<unknown, WriteContext>([[context.class, context]]);
  const seen = new Set<object>();
  const isEnlisting = context.runtime.isEnlisting(context.call);
  for (let position = 0; position < documents.length; position += 1) {
    const document = documents[position];
    if (document === undefined) continue;
    const own = contextOf(document, contexts, options, operation);
    if (isEnlisting || own !== context) enlistDocument(own, document);
    const item = new PreparedItem(position, document, own);
    items.push(item);
    if (operation === 'saveMany' && wasSeen(seen, document)) {
      // Its first place writes all that it differs in.
      item.outcome = 'unchanged';
      continue;
    }
    try {
      if (operation === 'saveMany' && stateOf(document).snapshot !== null) {
        item.outcome = 'updated';
        item.save = await prepareStoredSave(own, document, options);
        if (item.save === null) item.outcome = 'unchanged';
      } else {
        const prepared = prepareInsert(own, document, options, now);
        // Waiting for what is there already would cost more than all the rest.
        item.insert = prepared instanceof Promise ? await prepared : prepared;
      }
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      item.error = error;
    }
  }
  return items;
}

function wasSeen(seen: Set<object>, document: object): boolean {
  return seen.size === seen.add(document).size;
}

/** Documents of subclasses are written by the rules of their own class. */
function contextOf(
  document: object,
  known: Map<unknown, WriteContext>,
  options: BulkOptions | undefined,
  operation: string,
): WriteContext {
  const ownClass = classOf(document);
  const found = known.get(ownClass);
  if (found !== undefined) return found;
  const context = writeContext(ownClass, options, operation);
  known.set(ownClass, context);
  return context;
}

/** Inserts of one class each, as large as the server takes them. */
export function insertUnits(context: WriteContext, items: readonly PreparedItem[]): BulkUnit[] {
  return groupsOf(context, items).map((group) => new InsertUnit(group, 'error'));
}

/** New documents in bulk, changed ones one by one; unchanged ones need nothing. */
export function saveUnits(context: WriteContext, items: readonly PreparedItem[]): BulkUnit[] {
  const versioned = items.filter((item) => item.insert !== null && item.context.model.version !== null);
  const plain = items.filter((item) => item.insert === null || item.context.model.version === null);
  return [
    ...groupsOf(context, plain).map((group) => new InsertUnit(group, 'replace')),
    ...versioned.filter((item) => item.error === null).map((item) => new InsertUnit([item], 'replace')),
    ...items.filter((item) => item.save !== null).map((item) => new SaveUnit(item)),
  ];
}

function groupsOf(context: WriteContext, items: readonly PreparedItem[]): PreparedItem[][] {
  const byModel = new Map<ModelMetadata, PreparedItem[]>();
  for (const item of items) {
    if (item.insert === null || item.error !== null) continue;
    const group = byModel.get(item.context.model);
    if (group === undefined) byModel.set(item.context.model, [item]);
    else group.push(item);
  }
  return [...byModel].flatMap(([model, group]) =>
    chunksOf(group, context.runtime.engine.maxRowsPerInsert(model.fields.length)),
  );
}

/** New rows of one class in one statement. */
class InsertUnit implements BulkUnit {
  readonly #items: readonly PreparedItem[];
  readonly #onConflict: 'error' | 'replace';
  #result: RawResult | null = null;

  constructor(items: readonly PreparedItem[], onConflict: 'error' | 'replace') {
    this.#items = items;
    this.#onConflict = onConflict;
  }

  get positions(): readonly number[] {
    return this.#items.map((item) => item.position);
  }

  async run(careful: boolean): Promise<void> {
    const [first] = this.#items;
    if (first === undefined) return;
    const { context } = first;
    const operation = this.#operation(first);
    const isCheap = !careful && operation.onConflict === 'error';
    const sent: InsertOperation = isCheap ? { ...operation, onConflict: 'fail' } : operation;
    this.#result = await context.runtime.run(sent, inAmbient(context));
    if (this.#onConflict === 'error' && this.#result.affected < this.#items.length) {
      throw duplicateKey(
        context,
        context.model.key.fields.map((field) => first.insert?.row[field.index]),
      );
    }
  }

  #operation(first: PreparedItem): InsertOperation {
    const { context, insert } = first;
    if (this.#onConflict === 'replace' && insert !== null && this.#items.length === 1)
      return replaceOperation(context, insert);
    const rows: (readonly unknown[])[] = [];
    for (const item of this.#items) if (item.insert !== null) rows.push(item.insert.row);
    return insertRows(context.model, rows, this.#onConflict, context.write);
  }

  async settle(): Promise<void> {
    let failure: { readonly error: unknown } | null = null;
    for (const { context, document, insert } of this.#items) {
      if (insert === null) continue;
      const stored = this.#result === null ? insert : withStoredVersion(context, insert, this.#result);
      try {
        const settled = settleInsert(context, document, stored);
        if (settled instanceof Promise) await settled;
      } catch (error) {
        // A hook failed: the others are stored all the same, and have to say so.
        failure ??= { error };
      }
    }
    if (failure !== null) throw failure.error;
  }

  /** Row by row: a batch looks at each statement's outcome as a whole. */
  async queue(): Promise<void> {
    for (const item of this.#items) {
      const { context, insert } = item;
      if (insert === null) continue;
      const key = context.model.key.fields.map((field) => insert.row[field.index]);
      const unit = new InsertUnit([item], this.#onConflict);
      await dispatch(context, {
        operation: unit.#operation(item),
        conditional: false,
        refuse: this.#onConflict === 'error' ? () => duplicateKey(context, key) : null,
        readExisting: null,
        settle: (result) => {
          unit.#result = result;
          return unit.settle();
        },
      });
    }
  }

  split(): readonly [BulkUnit, BulkUnit] | null {
    if (this.#items.length < 2) return null;
    const middle = this.#items.length >> 1;
    return [
      new InsertUnit(this.#items.slice(0, middle), this.#onConflict),
      new InsertUnit(this.#items.slice(middle), this.#onConflict),
    ];
  }
}

/** One changed document. */
class SaveUnit implements BulkUnit {
  readonly #item: PreparedItem;

  constructor(item: PreparedItem) {
    this.#item = item;
  }

  get positions(): readonly number[] {
    return [this.#item.position];
  }

  async run(_careful: boolean): Promise<void> {
    const { context, document, save } = this.#item;
    if (save !== null) await executeSave({ ...context, call: inAmbient(context) }, document, save, false);
  }

  async settle(): Promise<void> {
    const { context, document, save } = this.#item;
    if (save !== null) await settleSave(context, document, save);
  }

  async queue(): Promise<void> {
    const { context, document, save } = this.#item;
    if (save !== null) await queueSave(document, context, save, false);
  }

  split(): null {
    return null;
  }
}

/** Units run inside a transaction of their own, which is the ambient one there. */
function inAmbient(context: WriteContext): WriteContext['call'] {
  const { session: _session, ...call } = context.call;
  return call;
}
