import type { RawResult } from '../contract/result';
import { DuplicateKeyError } from '../errors/outcome-errors';
import { TransactionScope } from '../execution/transaction-scope';
import type { InsertOperation } from '../query/operation';
import { type Attempt, type BulkUnit, type Care, inAmbient, type OnRefusal } from './bulk-unit';
import { duplicateKey, replaceOperation, settleInsert, withStoredVersion } from './insert-document';
import { isItemError, isKeyConflict } from './item-error';
import type { PreparedItem } from './prepared-item';
import { insertRows } from './row-operations';
import { dispatch } from './write-context';

const NOTHING: Attempt = Object.freeze({ written: Object.freeze([]), refused: Object.freeze([]) });

/** New rows of one class in one statement. */
export class InsertUnit implements BulkUnit {
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
    this.#result = await first.context.runtime.run(this.#sent(first, careful), inAmbient(first.context));
    if (this.#onConflict === 'error' && this.#result.affected < this.#items.length) throw duplicateOf(first);
  }

  #sent(first: PreparedItem, careful: boolean): InsertOperation {
    const operation = this.#operation(first);
    return !careful && operation.onConflict === 'error' ? { ...operation, onConflict: 'fail' } : operation;
  }

  #operation(first: PreparedItem): InsertOperation {
    const { context, insert } = first;
    if (this.#onConflict === 'replace' && insert !== null && this.#items.length === 1)
      return replaceOperation(context, insert);
    const rows: (readonly unknown[])[] = [];
    for (const item of this.#items) if (item.insert !== null) rows.push(item.insert.row);
    return insertRows(context.model, rows, this.#onConflict, context.write);
  }

  async attempt(onRefusal: OnRefusal, care: Care): Promise<Attempt> {
    try {
      const attempt = await this.#sendTelling(onRefusal, care === 'careful');
      return care === 'twice' ? await this.#lookAgain(attempt, onRefusal) : attempt;
    } catch (error) {
      // Before any row was sent: a value that the store cannot hold. Its row is found by leaving out others.
      if (!isItemError(error)) throw error;
      return this.#attemptHalves(error, onRefusal, care);
    }
  }

  async #sendTelling(onRefusal: OnRefusal, careful: boolean): Promise<Attempt> {
    const [first] = this.#items;
    if (first === undefined) return NOTHING;
    const operation = { ...this.#sent(first, careful), onRefusal };
    const result = await first.context.runtime.run(operation, inAmbient(first.context));
    if (this.#items.length === 1) this.#result = result;
    const told = result.refused ?? (result.affected > 0 ? [] : [{ row: 0, cause: null }]);
    const refusedRows = new Set(told.map(({ row }) => row));
    const end = onRefusal === 'stop' ? (told[0]?.row ?? this.#items.length) : this.#items.length;
    const written = told.length === 0 ? this : this.#with((row) => row < end && !refusedRows.has(row));
    const refused = told.flatMap(({ row, cause }) => {
      const item = this.#items[row];
      return item === undefined ? [] : [{ position: item.position, error: refusalOf(item, cause) }];
    });
    return { written: written === null ? [] : [written], refused };
  }

  /** The cheap form takes expired rows for living ones: what they kept out has a second go. */
  async #lookAgain(first: Attempt, onRefusal: OnRefusal): Promise<Attempt> {
    const doubtful = new Set(first.refused.flatMap(({ position, error }) => (isKeyConflict(error) ? [position] : [])));
    const again = this.#with((row) => doubtful.has(this.#items[row]?.position ?? -1));
    if (this.#onConflict !== 'error' || again === null) return first;
    const second = await again.attempt('goOn', 'careful');
    const certain = first.refused.filter(({ position }) => !doubtful.has(position));
    const both = joined({ ...first, refused: certain }, second);
    if (onRefusal === 'goOn' || both.refused.length > 0) return both;
    const [at = 0] = doubtful;
    const rest = this.#with((row) => row > this.#items.findIndex(({ position }) => position === at));
    return rest === null ? both : joined(both, await rest.attempt(onRefusal, 'twice'));
  }

  async #attemptHalves(cause: Error, onRefusal: OnRefusal, care: Care): Promise<Attempt> {
    const halves = this.split();
    const [only] = this.#items;
    if (halves === null) {
      return only === undefined ? NOTHING : { written: [], refused: [{ position: only.position, error: cause }] };
    }
    const first = await halves[0].attempt(onRefusal, care);
    if (first.refused.length > 0 && (onRefusal === 'stop' || hasBroken(only))) return first;
    return joined(first, await halves[1].attempt(onRefusal, care));
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
      const unit = new InsertUnit([item], this.#onConflict);
      await dispatch(context, {
        operation: unit.#operation(item),
        conditional: false,
        refuse: this.#onConflict === 'error' ? () => duplicateOf(item) : null,
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

  without(positions: { has(position: number): boolean }): BulkUnit | null {
    const isWhole = this.#items.every(({ position }) => !positions.has(position));
    return isWhole ? this : this.#with((row) => !positions.has(this.#items[row]?.position ?? -1));
  }

  /** Some of the rows; null for none. */
  #with(isIn: (row: number) => boolean): InsertUnit | null {
    const items = this.#items.filter((_, row) => isIn(row));
    return items.length === 0 ? null : new InsertUnit(items, this.#onConflict);
  }
}

/** A row that the store refused has ended the transaction that the units run in. */
function hasBroken(item: PreparedItem | undefined): boolean {
  const scope = item?.context.runtime.scopeOf(inAmbient(item.context));
  return scope instanceof TransactionScope && scope.failure !== null;
}

function joined(first: Attempt, second: Attempt): Attempt {
  return { written: [...first.written, ...second.written], refused: [...first.refused, ...second.refused] };
}

function duplicateOf({ context, insert }: PreparedItem): DuplicateKeyError {
  return duplicateKey(
    context,
    context.model.key.fields.map((field) => insert?.row[field.index]),
  );
}

/** Why a row was refused; the key that is there already is named. */
function refusalOf(item: PreparedItem, cause: unknown): Error {
  if (!(cause instanceof Error)) return duplicateOf(item);
  if (!(cause instanceof DuplicateKeyError)) return cause;
  const key = item.context.model.key.fields.map((field) => field.property);
  const isKey = cause.fields.length === key.length && key.every((property) => cause.fields.includes(property));
  return isKey ? duplicateOf(item) : cause;
}
