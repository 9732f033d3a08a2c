import type { AnyClass } from '../internal/any-class';
import { classChain } from './class-chain';
import type { CollectedDraft } from './collected-draft';
import { COMPLETE_CONSTRUCTION } from './construction';
import { embeddedProblems } from './embedded-shape-of';
import type { FieldRole } from './field-metadata';
import { indexProblems } from './index-problems';
import { isEmbeddable } from './is-embeddable';
import { isModelClass } from './is-model-class';
import { kindOf } from './kind-of';
import type { ModelMetadata } from './model-metadata';
import { nameProblem } from './name-problem';
import type { ProblemList } from './problem-list';
import type { ResolvedField } from './resolve-field';
import { storedNameProblems } from './stored-name-problems';

/** A model before anyone may have it, with what it was made from. */
export interface ModelUnderCheck {
  readonly metadata: ModelMetadata;
  readonly draft: CollectedDraft;
  readonly fields: readonly ResolvedField[];
}

/** A model has at most one field of each. */
const SINGLE_ROLES: readonly FieldRole[] = ['version', 'createdAt', 'updatedAt', 'deletedAt', 'discriminator'];

/** Reports everything that is wrong with a model as a whole: what no field shows by itself. */
export function checkModel(model: ModelUnderCheck, problems: ProblemList): void {
  checkClass(model, problems);
  checkOptions(model, problems);
  for (const { field } of model.fields) checkPrototype(model.metadata.class, field.property, problems);
  for (const [property, message] of storedNameProblems(model.metadata.fields)) problems.addFor(property, message);
  for (const role of SINGLE_ROLES) checkSingle(role, model.fields, problems);
  checkKey(model.metadata, problems);
  checkCounters(model.metadata, problems);
  const embedded = embeddedProblems(model.fields.flatMap((field) => field.targets));
  problems.addLines(embedded);
  if (embedded.length > 0) return; // Index paths lead into embedded classes, which have to be sound for it.
  const { indexes, fieldByProperty } = model.metadata;
  for (const problem of indexProblems(indexes, fieldByProperty)) problems.add(problem);
}

function checkClass({ metadata, draft }: ModelUnderCheck, problems: ProblemList): void {
  const kind = kindOf(metadata.class);
  if (!isModelClass(metadata.class)) problems.add('is no model: write @Entity() on it');
  if (kind === null || !(COMPLETE_CONSTRUCTION in metadata.prototype)) {
    problems.add('must extend Document, CounterDocument or MaterializedView: write `extends Document`');
  }
  if (isEmbeddable(metadata.class)) problems.add('is both @Entity and @Embeddable: keep one of them');
  if (draft.view !== null && kind !== 'view') problems.add('has @View: write `extends MaterializedView`');
  if (draft.view === null && kind === 'view' && !metadata.abstract) {
    problems.add('extends MaterializedView: write @View({ of: Source, keys: [...] })');
  }
  if (metadata.fields.length === 0 && !metadata.abstract)
    problems.add('has no fields: write @Field() on its properties');
}

function checkOptions({ metadata, draft }: ModelUnderCheck, problems: ProblemList): void {
  const { entity } = draft;
  const naming = nameProblem('stored name', metadata.table);
  if (naming !== null) problems.add(`${naming}: write @Entity({ name: '...' })`);
  const place = metadata.namespace === null ? null : nameProblem('namespace', metadata.namespace);
  if (place !== null) problems.add(`${place}: write @Entity({ namespace: '...' })`);
  if (entity.ttl !== undefined) {
    if (!Number.isInteger(entity.ttl) || entity.ttl < 1) problems.add('ttl is in whole seconds: write ttl: 1 or more');
    if (metadata.kind !== 'document') problems.add(`ttl has no meaning for a ${metadata.kind}: leave it out`);
  }
  if (entity.validate !== undefined && !['save', 'off'].includes(entity.validate)) {
    problems.add("validate is neither: write validate: 'save' or 'off'");
  }
}

/** A field is a property of each document; an accessor or a method of that name would hide it or be hidden. */
function checkPrototype(owner: AnyClass, property: string, problems: ProblemList): void {
  for (const level of classChain(owner)) {
    if (!Object.hasOwn(level.prototype, property) || property === 'constructor') continue;
    problems.addFor(property, `${level.name} has a method or accessor of that name: declare the field as a property`);
    return;
  }
}

function checkSingle(role: FieldRole, fields: readonly ResolvedField[], problems: ProblemList): void {
  const [first, ...more] = fields.filter(({ roles }) => roles.has(role));
  if (first === undefined) return;
  for (const { field } of more) {
    problems.addFor(
      field.property,
      `${first.field.property} is ${role} already, and a model has one: keep one of them`,
    );
  }
}

function checkKey(metadata: ModelMetadata, problems: ProblemList): void {
  const { key } = metadata;
  if (key.partition.length > 0 || metadata.abstract) return;
  if (key.clustering.length > 0) {
    problems.add(
      'has a @ClusteringKey, but no @PrimaryKey: write @PrimaryKey() on the field that comes first in the key',
    );
  } else if (!metadata.readOnly && metadata.fields.length > 0) {
    problems.add('has no key: write @PrimaryKey() on a field, or @Entity({ readOnly: true })');
  }
}

function checkCounters(metadata: ModelMetadata, problems: ProblemList): void {
  const isKey = new Set(metadata.key.fields);
  for (const field of metadata.fields) {
    if (metadata.kind !== 'counter' && field.role === 'counter') {
      problems.addFor(field.property, 'is a @Counter: write `extends CounterDocument`, or @Field()');
    }
    if (metadata.kind === 'counter' && field.role !== 'counter' && !isKey.has(field)) {
      problems.addFor(field.property, 'a counter model has only key fields and counters: write @Counter()');
    }
  }
}
