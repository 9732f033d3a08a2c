import type { ModelMetadata } from '../metadata/model-metadata';
import type { FieldShape, LogicalType } from '../types/logical-type';
import { FieldCondition } from './field-condition';
import { FieldOrder } from './field-order';
import { ReferenceMark } from './reference-mark';

/** Where nulls go in an order. */
export interface NullsOption {
  readonly nulls?: 'first' | 'last';
}

/**
 * A field of a model as a value: its methods make conditions and orders. Embedded fields have their own fields as
 * properties (a field named like a method hides the method), maps and lists have `at`.
 */
export class FieldReference extends ReferenceMark {
  readonly #model: ModelMetadata;
  readonly #path: string;
  readonly #type: LogicalType;

  constructor(model: ModelMetadata, path: string, type: LogicalType) {
    super();
    this.#model = model;
    this.#path = path;
    this.#type = type;
    if (type.kind === 'embedded') defineReferences(this, model, `${path}.`, () => type.shape().fields);
  }

  /** The model and the path that the reference stands for. */
  static target(reference: FieldReference): { readonly model: ModelMetadata; readonly path: string } {
    return { model: reference.#model, path: reference.#path };
  }

  /** Reference to a map entry or a list element. */
  at(step: string | number | bigint | boolean): FieldReference {
    const type = this.#type;
    const inner =
      type.kind === 'map'
        ? type.value
        : type.kind === 'list'
          ? type.element
          : type.kind === 'tuple'
            ? type.elements[Number(step)]
            : undefined;
    return new FieldReference(this.#model, `${this.#path}.${step}`, inner ?? type);
  }

  eq(value: unknown): FieldCondition {
    return this.#condition('$eq', value);
  }
  ne(value: unknown): FieldCondition {
    return this.#condition('$ne', value);
  }
  gt(value: unknown): FieldCondition {
    return this.#condition('$gt', value);
  }
  gte(value: unknown): FieldCondition {
    return this.#condition('$gte', value);
  }
  lt(value: unknown): FieldCondition {
    return this.#condition('$lt', value);
  }
  lte(value: unknown): FieldCondition {
    return this.#condition('$lte', value);
  }
  in(values: readonly unknown[]): FieldCondition {
    return this.#condition('$in', values);
  }
  nin(values: readonly unknown[]): FieldCondition {
    return this.#condition('$nin', values);
  }
  isNull(expected = true): FieldCondition {
    return this.#condition('$null', expected);
  }
  exists(expected = true): FieldCondition {
    return this.#condition('$exists', expected);
  }
  like(pattern: string): FieldCondition {
    return this.#condition('$like', pattern);
  }
  ilike(pattern: string): FieldCondition {
    return this.#condition('$ilike', pattern);
  }
  regex(pattern: string | RegExp): FieldCondition {
    return this.#condition('$regex', pattern);
  }
  startsWith(prefix: string): FieldCondition {
    return this.#condition('$startsWith', prefix);
  }
  contains(value: unknown): FieldCondition {
    return this.#condition('$contains', value);
  }
  containsAll(values: readonly unknown[]): FieldCondition {
    return this.#condition('$containsAll', values);
  }
  overlaps(values: readonly unknown[]): FieldCondition {
    return this.#condition('$overlaps', values);
  }
  disjoint(values: readonly unknown[]): FieldCondition {
    return this.#condition('$disjoint', values);
  }
  subset(values: readonly unknown[]): FieldCondition {
    return this.#condition('$subset', values);
  }
  size(size: unknown): FieldCondition {
    return this.#condition('$size', size);
  }
  empty(expected = true): FieldCondition {
    return this.#condition('$empty', expected);
  }
  any(filter: unknown): FieldCondition {
    return this.#condition('$any', filter);
  }
  all(filter: unknown): FieldCondition {
    return this.#condition('$all', filter);
  }
  none(filter: unknown): FieldCondition {
    return this.#condition('$none', filter);
  }
  hasKey(key: unknown): FieldCondition {
    return this.#condition('$hasKey', key);
  }

  asc(options: NullsOption = {}): FieldOrder {
    return this.#order('asc', options);
  }
  desc(options: NullsOption = {}): FieldOrder {
    return this.#order('desc', options);
  }

  #condition(operator: string, operand: unknown): FieldCondition {
    const value = operand instanceof FieldReference ? { $field: operand.#path } : operand;
    const operators = Object.freeze({ [operator]: value });
    return FieldCondition.of({ model: this.#model, path: this.#path, operators });
  }

  #order(direction: 'asc' | 'desc', options: NullsOption): FieldOrder {
    return FieldOrder.of({ model: this.#model, path: this.#path, direction, nulls: options.nulls });
  }
}

/** Gives `target` one lazy property per field; lazy, because embedded shapes may contain themselves. */
export function defineReferences(
  target: object,
  model: ModelMetadata,
  prefix: string,
  fields: () => readonly FieldShape[],
): void {
  for (const field of fields()) {
    Object.defineProperty(target, field.property, {
      enumerable: true,
      get: () => new FieldReference(model, `${prefix}${field.property}`, field.type),
    });
  }
}
