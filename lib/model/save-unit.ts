import type { Attempt, BulkUnit } from './bulk-unit';
import { inAmbient } from './bulk-unit';
import { executeSave } from './execute-save';
import { isItemError } from './item-error';
import type { PreparedItem } from './prepared-item';
import { queueSave, settleSave } from './save-document';

/** One changed document. */
export class SaveUnit implements BulkUnit {
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

  async attempt(): Promise<Attempt> {
    try {
      await this.run(true);
      return { written: [this], refused: [] };
    } catch (error) {
      if (!isItemError(error)) throw error;
      return { written: [], refused: [{ position: this.#item.position, error }] };
    }
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

  without(positions: { has(position: number): boolean }): BulkUnit | null {
    return positions.has(this.#item.position) ? null : this;
  }
}
