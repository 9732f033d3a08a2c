import { ModelDefinitionError } from '../errors/definition-errors';
import type { AnyClass } from '../internal/any-class';
import type { EmbeddedShape } from '../types/logical-type';
import { type CollectedDraft, collectDraft } from './collected-draft';
import { existingDraftOf } from './draft-of';
import type { FieldMetadata } from './field-metadata';
import { nameProblem } from './name-problem';
import { ProblemList } from './problem-list';
import { type ResolvedField, resolveField } from './resolve-field';
import { storedNameOf } from './stored-name-of';
import { storedNameProblems } from './stored-name-problems';

interface EmbeddableResolution {
  readonly shape: EmbeddedShape;
  readonly fields: readonly FieldMetadata[];
  readonly problems: readonly string[];
  readonly targets: readonly AnyClass[];
}

const resolutions = new WeakMap<AnyClass, EmbeddableResolution>();

/**
 * The shape of an `@Embeddable` class, made once per class. Classes may embed themselves and each other.
 * @throws ModelDefinitionError (POLYDOC_MODEL_DEFINITION) that lists all problems of the class, one a line
 */
export function embeddedShapeOf(target: AnyClass): EmbeddedShape {
  return sound(target).shape;
}

/**
 * The fields of an `@Embeddable` class with all that was declared, defaults included; in the order of its shape.
 * @throws ModelDefinitionError (POLYDOC_MODEL_DEFINITION) as `embeddedShapeOf`
 */
export function embeddedFieldsOf(target: AnyClass): readonly FieldMetadata[] {
  return sound(target).fields;
}

/** Everything that is wrong with these embedded classes, and with those that they embed. */
export function embeddedProblems(targets: Iterable<AnyClass>): readonly string[] {
  const seen = new Set<AnyClass>(targets);
  const problems: string[] = [];
  // A set that grows while it is walked: each class is looked at once, however the classes refer to each other.
  for (const target of seen) {
    const resolution = resolve(target);
    problems.push(...resolution.problems);
    for (const next of resolution.targets) seen.add(next);
  }
  return problems;
}

function sound(target: AnyClass): EmbeddableResolution {
  const resolution = resolve(target);
  if (resolution.problems.length === 0) return resolution;
  throw new ModelDefinitionError(resolution.problems.join('\n'), { model: target.name });
}

function resolve(target: AnyClass): EmbeddableResolution {
  const known = resolutions.get(target);
  if (known !== undefined) return known;
  const resolution = resolveEmbeddable(target);
  if (resolution.problems.length === 0) resolutions.set(target, resolution);
  return resolution;
}

function resolveEmbeddable(target: AnyClass): EmbeddableResolution {
  const problems = new ProblemList(target.name || '(anonymous class)');
  const draft = collectDraft(target);
  const stated = existingDraftOf(target)?.embeddable ?? null;
  const name = stated?.name ?? storedNameOf(target.name);
  const resolved = draft.fields.map((field, index) => resolveField(field, index, embeddedShapeOf, problems));
  const fields = Object.freeze(resolved.map(({ field }) => field));
  checkClass(target, stated !== null, name, draft, problems);
  for (const field of resolved) checkRole(field, problems);
  for (const [property, message] of storedNameProblems(fields)) problems.addFor(property, message);
  return {
    shape: Object.freeze({ name, className: target.name, prototype: target.prototype, fields }),
    fields,
    problems: stated === null ? notEmbeddable(target) : problems.lines,
    targets: stated === null ? [] : resolved.flatMap((field) => field.targets),
  };
}

function notEmbeddable(target: AnyClass): readonly string[] {
  return [`${target.name}: is embedded, but is no embeddable class: write @Embeddable() on it.`];
}

function checkClass(
  target: AnyClass,
  isDeclared: boolean,
  name: string,
  draft: CollectedDraft,
  problems: ProblemList,
): void {
  if (!isDeclared) return;
  problems.addDrafted(draft.problems);
  const naming = nameProblem('stored name', name);
  if (naming !== null) problems.add(`${naming}: write @Embeddable({ name: '...' })`);
  if (draft.fields.length === 0) problems.add('has no fields: write @Field() on its properties');
  if (existingDraftOf(target)?.entity != null) problems.add('is both @Entity and @Embeddable: keep one of them');
  if (draft.indexes.length > 0) problems.add('is embedded: write its indexes on the model, as @Index([...])');
}

function checkRole({ field, roles }: ResolvedField, problems: ProblemList): void {
  if (roles.size === 0) return;
  problems.addFor(
    field.property,
    `${[...roles].join(' and ')} belongs to a model: in an embedded class write @Field()`,
  );
}
