import type { SystemFieldOptions } from '../metadata/field-options';
import type { FieldDecorator } from './decorator-types';
import { recordField } from './record-field';

/** Makes a property the optimistic lock: an `int` that starts at 1 and moves with every write that changes something. */
export function Version(options: SystemFieldOptions = {}): FieldDecorator {
  return (target, property) =>
    recordField(target, property, { decorator: '@Version', role: 'version', statement: options });
}
