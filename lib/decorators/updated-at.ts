import type { SystemFieldOptions } from '../metadata/field-options';
import type { FieldDecorator } from './decorator-types';
import { recordField } from './record-field';

/** Makes a property the time of the last change, a `timestamp` that the library sets on every write path. */
export function UpdatedAt(options: SystemFieldOptions = {}): FieldDecorator {
  return (target, property) =>
    recordField(target, property, { decorator: '@UpdatedAt', role: 'updatedAt', statement: options });
}
