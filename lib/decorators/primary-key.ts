import type { PrimaryKeyOptions } from '../metadata/field-options';
import type { FieldDecorator } from './decorator-types';
import { recordField } from './record-field';

/**
 * Makes a property a field of the key, and takes what `@Field` takes. Several form a compound key in order of
 * declaration; where the store has partitions they are the partition key.
 */
export function PrimaryKey(options: PrimaryKeyOptions = {}): FieldDecorator {
  return (target, property) =>
    recordField(target, property, { decorator: '@PrimaryKey', role: 'primaryKey', statement: options });
}
