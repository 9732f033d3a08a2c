import type { AnyClass } from '../internal/any-class';
import type { FieldStatement } from '../metadata/class-draft';
import type { CommonFieldOptions } from '../metadata/field-options';
import type { FieldDecorator } from './decorator-types';
import { recordField } from './record-field';

/**
 * Makes a property a field that holds instances of an `@Embeddable` class: one, a list (`() => [C]`), or a map from
 * strings (`() => Map, () => C`). One value is nullable unless the options say `nullable: false`, because a compiler
 * tells nothing of the `?` that such fields mostly have; lists and maps are nullable only if the options say so.
 */
export function Embedded(target: () => AnyClass | readonly [AnyClass], options?: CommonFieldOptions): FieldDecorator;
export function Embedded(
  target: () => MapConstructor,
  value: () => AnyClass,
  options?: CommonFieldOptions,
): FieldDecorator;
export function Embedded(
  target: () => unknown,
  second?: (() => AnyClass) | CommonFieldOptions,
  third?: CommonFieldOptions,
): FieldDecorator {
  const value = typeof second === 'function' ? second : null;
  const options = typeof second === 'function' ? third : second;
  const statement: FieldStatement = { ...options, embedded: { target, value } };
  return (prototype, property) =>
    recordField(prototype, property, { decorator: '@Embedded', role: 'plain', statement });
}
