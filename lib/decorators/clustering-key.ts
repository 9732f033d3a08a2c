import type { ClusteringKeyOptions } from '../metadata/field-options';
import type { FieldDecorator } from './decorator-types';
import { recordField } from './record-field';

/**
 * Makes a property a field that completes the key and sorts the rows of a partition, ascending unless `order` says
 * otherwise; takes what `@Field` takes. Reads without an order follow it on every engine.
 */
export function ClusteringKey(options: ClusteringKeyOptions = {}): FieldDecorator {
  return (target, property) =>
    recordField(target, property, { decorator: '@ClusteringKey', role: 'clusteringKey', statement: options });
}
