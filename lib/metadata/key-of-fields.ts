import type { FieldMetadata } from './field-metadata';
import type { KeyMetadata } from './key-metadata';
import type { ResolvedField } from './resolve-field';

/**
 * The key that the fields form, in order of declaration.
 * @param order property names in the order that they have in the key, where it is stated apart (views)
 */
export function keyOfFields(fields: readonly ResolvedField[], order: readonly string[] | null): KeyMetadata {
  const rank = ({ field }: ResolvedField): number => order?.indexOf(field.property) ?? field.index;
  const ranked = [...fields].sort((one, other) => rank(one) - rank(other));
  const partition = ranked.filter(({ field }) => field.role === 'primaryKey').map(({ field }) => field);
  const clustering = ranked
    .filter(({ field }) => field.role === 'clusteringKey')
    .map(({ field, direction }) => Object.freeze({ field, direction }));
  const all: readonly FieldMetadata[] = [...partition, ...clustering.map(({ field }) => field)];
  return Object.freeze({
    partition: Object.freeze(partition),
    clustering: Object.freeze(clustering),
    fields: Object.freeze(all),
  });
}
