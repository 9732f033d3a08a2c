import 'reflect-metadata';
import type { FieldNote } from '../metadata/class-draft';
import { draftOf } from '../metadata/draft-of';
import { isClass, ownerOf } from './owner-of';

/**
 * Records what one decorator says about a field, and the type that the compiler emitted for it.
 * The emitted type is read here, where it is that of this very class: later it could be a base's.
 */
export function recordField(target: object, property: string, note: FieldNote): void {
  if (isClass(target)) {
    draftOf(target).problems.push({ property, message: `is static: ${note.decorator} goes on instance properties` });
    return;
  }
  const draft = draftOf(ownerOf(target));
  const existing = draft.fields.get(property);
  const designType: unknown = Reflect.getOwnMetadata('design:type', target, property);
  draft.fields.set(property, {
    property,
    designType: designType ?? existing?.designType,
    // Decorators of one property run from the last to the first; messages name them as they are written.
    notes: [note, ...(existing?.notes ?? [])],
    driverOnly: existing?.driverOnly ?? [],
  });
}

/** Records a driver-only mark (`static`, `frozen`) beside whatever makes the property a field. */
export function recordDriverOnly(target: object, property: string, mark: string): void {
  if (isClass(target)) {
    draftOf(target).problems.push({ property, message: `is static: the mark ${mark} goes on instance properties` });
    return;
  }
  const draft = draftOf(ownerOf(target));
  const existing = draft.fields.get(property);
  const driverOnly = [...new Set([...(existing?.driverOnly ?? []), mark])];
  draft.fields.set(
    property,
    existing ? { ...existing, driverOnly } : { property, designType: undefined, notes: [], driverOnly },
  );
}
