import { PolydocError } from '../errors/polydoc-error';
import { ValidationError } from '../errors/value-errors';
import type { ModelMetadata } from '../metadata/model-metadata';
import { isPlainObject } from '../types/is-plain-object';
import type { Assignment } from './assignment';
import { readOperator, readSet } from './change-operators';
import { type ChangeContext, changePlace } from './change-place';
import { plainEntries } from './plain-entries';
import { invalidQuery } from './refuse-query';

/**
 * Reads what `update` takes: values by field or dotted path, and the operators `$set $unset $inc $mul $min $max $push
 * $prepend $pull $addToSet $put $setIndex`. No changes at all give an empty list.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for an unknown field or operator, a key, version, counter or
 * discriminator field, undefined, and two changes of one place or of a place and a part of it
 * @throws ValidationError (POLYDOC_VALIDATION) with every value that does not fit its field
 */
export function parseChanges(model: ModelMetadata, changes: unknown): readonly Assignment[] {
  const context: ChangeContext = { model, problems: [] };
  const assignments = readAll(context, changes);
  refuseOverlap(model, assignments);
  if (context.problems.length > 0) throw new ValidationError(context.problems, { model: model.name });
  return Object.freeze(assignments);
}

function readAll(context: ChangeContext, changes: unknown): Assignment[] {
  try {
    const entries = isPlainObject(changes) ? plainEntries(changes) : null;
    if (entries === null) throw invalidQuery(context.model, { path: null }, 'changes are an object by field');
    return entries.flatMap(([key, value]) =>
      key.startsWith('$')
        ? readOperator(context, key, value)
        : [readSet(context, changePlace(context, key, '$set'), value)],
    );
  } catch (cause) {
    if (cause instanceof PolydocError) throw cause;
    // A getter or a proxy of the caller's that throws, or a value that contains itself.
    throw invalidQuery(context.model, { path: null, cause }, 'the changes cannot be read');
  }
}

/** Stores differ in what they make of two changes of one place, so there is none. */
function refuseOverlap(model: ModelMetadata, assignments: readonly Assignment[]): void {
  const texts = assignments.map(placeOf).sort();
  // Sorted by step, a place is directly followed by its first part.
  for (let index = 1; index < texts.length; index += 1) {
    const [before, after] = [texts[index - 1] ?? '', texts[index] ?? ''];
    if (after.startsWith(before)) {
      throw invalidQuery(model, { path: after.slice(0, -1).replaceAll('\0', '.') }, 'is changed twice');
    }
  }
}

/** The place as steps that each end in a character below all others, so that no name is the beginning of another. */
function placeOf(assignment: Assignment): string {
  const element = assignment.kind === 'setIndex' || assignment.kind === 'removeIndex' ? [String(assignment.index)] : [];
  const { field, steps } = assignment.path;
  const names = steps.map((step) =>
    step.kind === 'property' ? step.field.property : String(step.kind === 'key' ? step.key : step.index),
  );
  return [field?.property ?? '', ...names, ...element].map((name) => `${name}\0`).join('');
}
