import type { SystemFieldOptions } from '../metadata/field-options';
import type { FieldDecorator } from './decorator-types';
import { recordField } from './record-field';

/** Makes a property of a `CounterDocument` a counter, whose values are `bigint`. */
export function Counter(options: SystemFieldOptions = {}): FieldDecorator {
  return (target, property) =>
    recordField(target, property, { decorator: '@Counter', role: 'counter', statement: options });
}
