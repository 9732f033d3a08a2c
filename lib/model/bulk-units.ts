import { chunksOf } from '../internal/chunks-of';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { BulkUnit } from './bulk-unit';
import { classOf } from './construct';
import { stateOf } from './document-state';
import { prepareInsert } from './insert-document';
import { InsertUnit } from './insert-unit';
import type { BulkOptions } from './options';
import { prepareStoredSave } from './prepare-save';
import { PreparedItem } from './prepared-item';
import { SaveUnit } from './save-unit';
import { enlistDocument, type WriteContext, writeContext } from './write-context';

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
