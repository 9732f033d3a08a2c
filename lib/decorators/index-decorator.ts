import { draftOf } from '../metadata/draft-of';
import { indexDraft } from '../metadata/index-draft';
import type { ClassIndexOptions, IndexOptions } from '../metadata/index-options';
import type { ClassDecorator, FieldDecorator } from './decorator-types';
import { isClass, ownerOf } from './owner-of';

/**
 * Declares a secondary index: on a field by `@Index(options?)` beside the decorator that makes it one, on several by
 * `@Index(['a', '-b'], options?)` on the class, where `-` stands for descending and `address.city` for a nested field.
 */
export function Index(options?: IndexOptions): FieldDecorator;
export function Index(fields: readonly string[], options?: ClassIndexOptions): ClassDecorator;
export function Index(
  first: IndexOptions | readonly string[] = {},
  options: ClassIndexOptions = {},
): (target: object, property?: string) => void {
  return (target, property) => {
    if (isFieldList(first)) recordClassIndex(target, property, first, options);
    else recordFieldIndex(target, property, first);
  };
}

function recordClassIndex(
  target: object,
  property: string | undefined,
  fields: readonly string[],
  options: ClassIndexOptions,
): void {
  if (isClass(target) && property === undefined) {
    // Class decorators run from the last to the first.
    draftOf(target).classIndexes.unshift(indexDraft(fields, options));
    return;
  }
  const owner = isClass(target) ? target : ownerOf(target);
  const message = 'has an @Index with a list of fields, which goes on the class: write @Index() here';
  draftOf(owner).problems.push({ property: property ?? null, message });
}

function recordFieldIndex(target: object, property: string | undefined, options: IndexOptions): void {
  if (isClass(target) || property === undefined) {
    const owner = isClass(target) ? target : ownerOf(target);
    const message = 'has an @Index without fields: write @Index([...]) on a class, @Index() on an instance property';
    draftOf(owner).problems.push({ property: property ?? null, message });
    return;
  }
  const { order, ...rest } = options;
  const { propertyIndexes } = draftOf(ownerOf(target));
  const field = order === 'desc' ? `-${property}` : property;
  propertyIndexes.set(property, [indexDraft([field], rest), ...(propertyIndexes.get(property) ?? [])]);
}

function isFieldList(value: IndexOptions | readonly string[]): value is readonly string[] {
  return Array.isArray(value);
}
