import type { ModelMetadata } from '../metadata/model-metadata';

/** What an order term made from a field reference says, for the order parser. */
export interface OrderContent {
  readonly model: ModelMetadata;
  readonly path: string;
  readonly direction: 'asc' | 'desc';
  readonly nulls: 'first' | 'last' | undefined;
}

/**
 * An order by one field, as `Model.fields().name.asc()` makes it.
 * @typeParam T document that it can order
 */
export class FieldOrder<T = unknown> {
  declare protected readonly document: (document: T) => void;
  readonly #content: OrderContent;

  private constructor(content: OrderContent) {
    this.#content = content;
    Object.freeze(this);
  }

  /** Makes an order. */
  static of<T>(content: OrderContent): FieldOrder<T> {
    return new FieldOrder<T>(content);
  }

  /** What the order says. */
  static content(order: FieldOrder<never>): OrderContent {
    return order.#content;
  }
}
