import { ModelDefinitionError } from '../errors/definition-errors';
import type { AnyClass } from '../internal/any-class';
import { type CollectedDraft, collectDraft } from './collected-draft';
import { discriminatorRootOf } from './discriminator-family';
import { discriminatorOf } from './discriminator-of';
import { checkDiscriminator } from './discriminator-problems';
import { embeddedShapeOf } from './embedded-shape-of';
import type { FieldMetadata, FieldRole } from './field-metadata';
import { indexOfDraft } from './index-of-draft';
import { keyOfFields } from './key-of-fields';
import { kindOf } from './kind-of';
import type { ModelMetadata } from './model-metadata';
import { checkModel } from './model-problems';
import { ProblemList } from './problem-list';
import { type ResolvedField, resolveField } from './resolve-field';
import { storedNameOf } from './stored-name-of';
import { viewKeys, viewOfOptions, withViewKeys } from './view-of-draft';
import { checkView } from './view-problems';

const finished = new WeakMap<AnyClass, ModelMetadata>();
const underWay = new WeakSet<AnyClass>();

/**
 * Everything known about a model class: collected, completed, checked and frozen once per class.
 * @param owner a class decorated with `@Entity` or `@View`
 * @throws ModelDefinitionError (POLYDOC_MODEL_DEFINITION) that lists all problems, one a line, each with the field and
 *   what to write instead
 */
export function modelMetadataOf(owner: AnyClass): ModelMetadata {
  const known = finished.get(owner);
  if (known !== undefined) return known;
  if (underWay.has(owner)) {
    throw new ModelDefinitionError(`${owner.name}: is the source of itself: write another model in of.`, {
      model: owner.name,
    });
  }
  underWay.add(owner);
  try {
    const metadata = finalize(owner);
    finished.set(owner, metadata);
    return metadata;
  } finally {
    underWay.delete(owner);
  }
}

/** Lets a class that only stands for a model elsewhere (`using`) be known as that model. */
export function shareModelMetadata(standIn: AnyClass, model: AnyClass): void {
  finished.set(standIn, modelMetadataOf(model));
}

function finalize(owner: AnyClass): ModelMetadata {
  const problems = new ProblemList(owner.name || '(anonymous class)');
  const draft = collectDraft(owner);
  const drafts = draft.view === null ? draft.fields : withViewKeys(draft.fields, draft.view);
  const fields = drafts.map((field, index) => resolveField(field, index, embeddedShapeOf, problems));
  const metadata = assemble(owner, draft, fields);
  problems.addDrafted(draft.problems);
  checkModel({ metadata, draft, fields }, problems);
  checkDiscriminator(metadata, fields, problems);
  if (draft.view !== null) checkView(draft.view, owner, fields, modelMetadataOf, problems);
  if (problems.lines.length === 0) return metadata;
  throw new ModelDefinitionError(problems.lines.join('\n'), { model: owner.name });
}

function assemble(owner: AnyClass, draft: CollectedDraft, resolved: readonly ResolvedField[]): ModelMetadata {
  const root = discriminatorRootOf(owner) ?? owner;
  const rootEntity = root === owner ? draft.entity : collectDraft(root).entity;
  const kind = kindOf(owner) ?? 'document';
  const fields = Object.freeze(resolved.map(({ field }) => field));
  const keys = viewKeys(draft.view?.keys);
  const key = keyOfFields(resolved, keys === null ? null : [...keys.partition, ...keys.clustering]);
  const withRole = (role: FieldRole): FieldMetadata | null =>
    resolved.find(({ roles }) => roles.has(role))?.field ?? null;
  const { entity } = draft;
  return Object.freeze({
    name: owner.name,
    table: rootEntity.name ?? storedNameOf(root.name),
    namespace: rootEntity.namespace ?? null,
    kind,
    abstract: entity.abstract ?? false,
    readOnly: kind === 'view' || (entity.readOnly ?? false),
    class: owner,
    prototype: owner.prototype,
    fields,
    fieldByProperty: new Map(fields.map((field) => [field.property, field])),
    key,
    version: withRole('version'),
    createdAt: withRole('createdAt'),
    updatedAt: withRole('updatedAt'),
    deletedAt: withRole('deletedAt'),
    discriminator: discriminatorOf(owner, withRole('discriminator'), modelMetadataOf),
    indexes: Object.freeze(draft.indexes.map(indexOfDraft)),
    hooks: draft.hooks,
    view: draft.view === null ? null : viewOfOptions(draft.view, key),
    ttlSeconds: entity.ttl ?? null,
    validation: entity.validate ?? 'save',
    construct: entity.construct ?? false,
    watch: rootEntity.watch ?? false,
    options: Object.freeze({ ...rootEntity.options }),
  });
}
