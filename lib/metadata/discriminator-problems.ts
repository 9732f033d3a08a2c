import { collectDraft } from './collected-draft';
import { discriminatorRootOf, discriminatorValueOf, duplicateValues } from './discriminator-family';
import type { ModelMetadata } from './model-metadata';
import type { ProblemList } from './problem-list';
import type { ResolvedField } from './resolve-field';

/** Reports everything that is wrong with how a class shares its table with others. */
export function checkDiscriminator(
  model: ModelMetadata,
  fields: readonly ResolvedField[],
  problems: ProblemList,
): void {
  const root = discriminatorRootOf(model.class);
  const { discriminator } = collectDraft(model.class).entity;
  if (root === null) {
    if (discriminator !== undefined) {
      problems.add(
        `discriminator '${discriminator}' has no field to go to: write @Discriminator() on a field of its base`,
      );
    }
    return;
  }
  for (const duplicate of duplicateValues(root)) problems.add(duplicate);
  if (discriminator === '') problems.add("the discriminator is empty: write discriminator: '...'");
  if (root === model.class) return;
  if (discriminatorValueOf(model.class) === null && !model.abstract) {
    problems.add(`shares the table of ${root.name}: write @Entity({ discriminator: '...' })`);
  }
  const { name, namespace } = ownPlace(model);
  if (name !== undefined || namespace !== undefined) {
    problems.add(`shares the table of ${root.name}: leave out name and namespace`);
  }
  checkKey(model, root.name, new Set(keyNames(collectDraft(root).fields)), fields, problems);
}

function ownPlace(model: ModelMetadata): {
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
} {
  const entity = collectDraft(model.class).entity;
  const namespace = entity.namespace === (model.namespace ?? undefined) ? undefined : entity.namespace;
  return { name: entity.name, namespace };
}

function checkKey(
  model: ModelMetadata,
  rootName: string,
  rootKey: ReadonlySet<string>,
  fields: readonly ResolvedField[],
  problems: ProblemList,
): void {
  const key = new Set(model.key.fields.map((field) => field.property));
  for (const { field } of fields) {
    if (key.has(field.property) === rootKey.has(field.property)) continue;
    problems.addFor(
      field.property,
      rootKey.has(field.property)
        ? `is a key field of ${rootName}: write the same key decorator here`
        : `the key is that of ${rootName}, whose table it shares: write @Field()`,
    );
  }
}

function keyNames(fields: ReturnType<typeof collectDraft>['fields']): readonly string[] {
  return fields
    .filter((field) => field.notes.some((note) => note.role === 'primaryKey' || note.role === 'clusteringKey'))
    .map((field) => field.property);
}
