import { MODEL_KIND } from '../metadata/model-kind';
import { Document } from './document';
import type { ModelClass } from './document-instance';
import { ReadableDocument } from './readable-document';
import { refuseWrites } from './refuse-writes';
import { dropTable, refreshView, syncView } from './schema-actions';

/** `Document` at run time, without its writes in the type. */
const Readable: typeof ReadableDocument = Document;

/** Base class of views that the store computes from another model; declared with `@View`, only read. */
export abstract class MaterializedView extends Readable {
  static readonly [MODEL_KIND]: string = 'view';

  /** Creates or re-creates the view; resolves to the statements run, or, with `dryRun`, that would be. */
  static syncView(this: ModelClass, options: { readonly dryRun?: boolean } = {}): Promise<string[]> {
    return syncView(this, options);
  }

  /** Removes the view; no error when there is none. */
  static dropView(this: ModelClass): Promise<void> {
    return dropTable(this);
  }

  /**
   * Computes the view anew where the store does not keep it up to date by itself.
   * @param options `concurrently`: readers are not kept waiting meanwhile.
   */
  static refreshView(this: ModelClass, options: { readonly concurrently?: boolean } = {}): Promise<void> {
    return refreshView(this, options);
  }
}

refuseWrites(MaterializedView, [], 'A view is only read; write to the model that it is made of.');
