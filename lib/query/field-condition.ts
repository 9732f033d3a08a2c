import type { ModelMetadata } from '../metadata/model-metadata';

/** What a condition made from a field reference says, for the filter parser. */
export interface ConditionContent {
  readonly model: ModelMetadata;
  readonly path: string;
  readonly operators: Readonly<Record<string, unknown>>;
}

/**
 * A condition on one field, as methods of `Model.fields()` make it. It stands wherever a filter does. Instances
 * cannot be made from plain data, so that no input from outside passes for one.
 * @typeParam T document that it can be asked of
 */
export class FieldCondition<T = unknown> {
  declare protected readonly document: (document: T) => void;
  readonly #content: ConditionContent;

  private constructor(content: ConditionContent) {
    this.#content = content;
    Object.freeze(this);
  }

  /** Makes a condition. */
  static of<T>(content: ConditionContent): FieldCondition<T> {
    return new FieldCondition<T>(content);
  }

  /** What the condition says. */
  static content(condition: FieldCondition<never>): ConditionContent {
    return condition.#content;
  }
}
