import { ModelDefinitionError } from '../errors/definition-errors';
import type { FieldMetadata } from './field-metadata';
import type { IndexMetadata } from './index-metadata';
import type { ModelMetadata } from './model-metadata';
import { sameType } from './same-type';

interface Union {
  readonly memberCount: number;
  readonly fields: readonly FieldMetadata[];
  readonly indexes: readonly IndexMetadata[];
}

const unions = new WeakMap<ModelMetadata, Union>();

/**
 * The fields that the table of a model holds: those of all classes that share it, the root's first, then those of its
 * subclasses in order of declaration. What only a subclass has is nullable here, and `index` is the position in this list.
 * A model that shares its table with nobody gives its own fields.
 * @throws ModelDefinitionError (POLYDOC_MODEL_DEFINITION) when two classes store different types under one name
 */
export function storedFieldsOf(model: ModelMetadata): readonly FieldMetadata[] {
  return model.discriminator === null ? model.fields : unionOf(model.discriminator.root()).fields;
}

/**
 * The indexes that the table of a model has: those of all classes that share it, each once.
 * @throws ModelDefinitionError (POLYDOC_MODEL_DEFINITION) as `storedFieldsOf`
 */
export function storedIndexesOf(model: ModelMetadata): readonly IndexMetadata[] {
  return model.discriminator === null ? model.indexes : unionOf(model.discriminator.root()).indexes;
}

function unionOf(root: ModelMetadata): Union {
  const members = [...(root.discriminator?.members().values() ?? [])];
  const known = unions.get(root);
  if (known?.memberCount === members.length) return known;
  const classes = [root, ...members.filter((member) => member !== root)];
  const union: Union = {
    memberCount: members.length,
    fields: uniteFields(root, classes),
    indexes: Object.freeze([...new Set(classes.flatMap((member) => member.indexes))]),
  };
  unions.set(root, union);
  return union;
}

function uniteFields(root: ModelMetadata, classes: readonly ModelMetadata[]): readonly FieldMetadata[] {
  const united = new Map<string, { readonly owner: ModelMetadata; field: FieldMetadata }>();
  const problems: string[] = [];
  for (const owner of classes) {
    for (const field of owner.fields) {
      const known = united.get(field.column);
      if (known === undefined) {
        const nullable = field.nullable || owner !== root;
        united.set(field.column, { owner, field: Object.freeze({ ...field, nullable, index: united.size }) });
      } else if (!sameType(known.field.type, field.type)) {
        problems.push(conflict(owner, field, known.owner));
      } else if (field.nullable && !known.field.nullable) {
        known.field = Object.freeze({ ...known.field, nullable: true });
      }
    }
  }
  if (problems.length > 0) throw new ModelDefinitionError(problems.join('\n'), { model: root.name });
  return Object.freeze([...united.values()].map(({ field }) => field));
}

function conflict(owner: ModelMetadata, field: FieldMetadata, other: ModelMetadata): string {
  return `${owner.name}.${field.property}: the stored name '${field.column}' has another type in ${other.name}: write another name, or the same type.`;
}
