import { ModelDefinitionError } from '../errors/definition-errors';
import type { AnyClass } from '../internal/any-class';
import {
  discriminatorRootOf,
  discriminatorValueOf,
  discriminatorValues,
  duplicateValues,
} from './discriminator-family';
import { existingDraftOf } from './draft-of';
import type { FieldMetadata } from './field-metadata';
import type { DiscriminatorMetadata, ModelMetadata } from './model-metadata';

/**
 * How a class shares its table with others.
 * @param field the `@Discriminator` field as this class has it
 * @param metadataOf gives the metadata of another class of the family; called no sooner than somebody asks
 * @returns null for a class without such a field, and for one that no decorated class can be the root of
 */
export function discriminatorOf(
  owner: AnyClass,
  field: FieldMetadata | null,
  metadataOf: (member: AnyClass) => ModelMetadata,
): DiscriminatorMetadata | null {
  const root = discriminatorRootOf(owner);
  if (field === null || root === null) return null;
  return Object.freeze({
    field,
    value: discriminatorValueOf(owner),
    members: liveMembers(owner, metadataOf),
    root: () => metadataOf(root),
  });
}

/** Subclasses are only ever added, so their number tells whether the map is still complete. */
function liveMembers(
  owner: AnyClass,
  metadataOf: (member: AnyClass) => ModelMetadata,
): () => ReadonlyMap<string, ModelMetadata> {
  let members: ReadonlyMap<string, ModelMetadata> = new Map();
  let seen = -1;
  return () => {
    const count = existingDraftOf(owner)?.subclasses.size ?? 0;
    if (count === seen) return members;
    const duplicates = duplicateValues(owner);
    if (duplicates.length > 0) {
      const lines = duplicates.map((duplicate) => `${owner.name}: ${duplicate}.`);
      throw new ModelDefinitionError(lines.join('\n'), { model: owner.name });
    }
    members = new Map(discriminatorValues(owner).map(([value, member]) => [value, metadataOf(member)]));
    seen = count;
    return members;
  };
}
