import type { AnyClass } from '../internal/any-class';
import { classChain } from './class-chain';
import { collectDraft } from './collected-draft';
import { existingDraftOf } from './draft-of';
import { isModelClass } from './is-model-class';

/**
 * The class whose table a discriminated class shares: the outermost decorated class that has the `@Discriminator`
 * field. Null for a class without such a field.
 */
export function discriminatorRootOf(owner: AnyClass): AnyClass | null {
  const models = classChain(owner).filter(isModelClass);
  return models.find(hasDiscriminator) ?? null;
}

/** A class and the decorated classes below it that have documents, by discriminator value, in order of declaration. */
export function discriminatorValues(owner: AnyClass): readonly (readonly [string, AnyClass])[] {
  const below = existingDraftOf(owner)?.subclasses ?? [];
  return [owner, ...below].flatMap((member) => {
    const value = discriminatorValueOf(member);
    return value === null ? [] : [[value, member] as const];
  });
}

/** The value that marks documents of exactly this class, or null when it has none. */
export function discriminatorValueOf(owner: AnyClass): string | null {
  const entity = existingDraftOf(owner)?.entity;
  return entity?.abstract === true ? null : (entity?.discriminator ?? null);
}

/** Says which values several classes of the family have, one message a value. */
export function duplicateValues(root: AnyClass): readonly string[] {
  const owners = new Map<string, string[]>();
  for (const [value, member] of discriminatorValues(root)) {
    const names = owners.get(value) ?? [];
    owners.set(value, [...names, member.name]);
  }
  return [...owners]
    .filter(([, names]) => names.length > 1)
    .map(([value, names]) => `discriminator '${value}' is the value of ${names.join(' and ')}: each class has its own`);
}

function hasDiscriminator(owner: AnyClass): boolean {
  return collectDraft(owner).fields.some((field) => field.notes.some((note) => note.role === 'discriminator'));
}
