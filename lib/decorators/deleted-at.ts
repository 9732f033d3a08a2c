import type { SystemFieldOptions } from '../metadata/field-options';
import type { FieldDecorator } from './decorator-types';
import { recordField } from './record-field';

/** Makes deletion soft: a nullable `timestamp` that hides the document from every read path once it is set. */
export function DeletedAt(options: SystemFieldOptions = {}): FieldDecorator {
  return (target, property) =>
    recordField(target, property, { decorator: '@DeletedAt', role: 'deletedAt', statement: options });
}
