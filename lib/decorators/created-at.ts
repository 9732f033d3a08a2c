import type { SystemFieldOptions } from '../metadata/field-options';
import type { FieldDecorator } from './decorator-types';
import { recordField } from './record-field';

/** Makes a property the time of creation, a `timestamp` that the library sets. */
export function CreatedAt(options: SystemFieldOptions = {}): FieldDecorator {
  return (target, property) =>
    recordField(target, property, { decorator: '@CreatedAt', role: 'createdAt', statement: options });
}
