import type { VectorOptions } from '../metadata/field-options';
import type { FieldDecorator } from './decorator-types';
import { recordField } from './record-field';

/** Makes a property a vector field, which reads back as `Float32Array`; a field by itself, without `@Field`. */
export function Vector(options: VectorOptions): FieldDecorator {
  return (target, property) =>
    recordField(target, property, { decorator: '@Vector', role: 'plain', statement: options });
}
