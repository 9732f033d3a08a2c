import type { SystemFieldOptions } from '../metadata/field-options';
import type { FieldDecorator } from './decorator-types';
import { recordField } from './record-field';

/**
 * Makes a property the mark of a document's class, a `string`: the base and all subclasses that state
 * `@Entity({ discriminator })` share one table or collection.
 */
export function Discriminator(options: SystemFieldOptions = {}): FieldDecorator {
  return (target, property) =>
    recordField(target, property, { decorator: '@Discriminator', role: 'discriminator', statement: options });
}
