import type { PreparedInsert } from './insert-document';
import type { PreparedSave } from './prepare-save';
import type { WriteContext } from './write-context';

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
