import { DocumentParsingError } from '../errors/value-errors';
import type { AnyClass } from '../internal/any-class';
import { asRecord } from '../internal/as-record';
import { LatestOfShape } from '../internal/keep-shape';
import type { FieldMetadata } from '../metadata/field-metadata';
import type { ModelMetadata } from '../metadata/model-metadata';
import { modelMetadataOf } from '../metadata/model-metadata-of';
import { isImmutable } from '../types/clone-value';
import { generateValue } from '../types/generate-value';
import { tryCanonical } from './canonical-values';

/**
 * Runs after the constructor and the field initialisers of a model class: takes over the attributes, then fills what is
 * still missing from generated keys and defaults.
 * @throws DocumentParsingError (POLYDOC_DOCUMENT_PARSING) for an attribute that the class does not have.
 */
export function completeConstruction(document: object, attributes: unknown): void {
  const model = modelMetadataOf(classOf(document));
  const plan = planOf(model);
  if (attributes !== undefined && attributes !== null) assignAttributes(model, plan, document, attributes);
  applyDefaults(model, plan, document);
  plan.latest.object = document;
}

/** Class of a document, as far as it can be told from the object. */
export function classOf(document: object): AnyClass {
  const ownClass: unknown = document.constructor;
  if (typeof ownClass !== 'function') throw new TypeError('The object has no class.');
  return ownClass as AnyClass;
}

function assignAttributes(
  model: ModelMetadata,
  { reformed }: ConstructionPlan,
  document: object,
  attributes: unknown,
): void {
  if (typeof attributes !== 'object' || attributes === null || Array.isArray(attributes)) {
    throw new DocumentParsingError(`${model.name} is built from an object of attributes.`, { model: model.name });
  }
  const record = asRecord(document);
  const given = asRecord(attributes);
  const { fieldByProperty } = model;
  for (const name of Object.keys(given)) {
    const value = given[name];
    if (value === undefined) continue;
    const field = fieldByProperty.get(name);
    if (field !== undefined) record[name] = reformed.has(field) ? tryCanonical(field, value).value : value;
    else if (isSettable(document, name)) record[name] = value;
    else throw unknownAttribute(model, name);
  }
}

/** What construction has to know of a model, found out once. */
interface ConstructionPlan {
  /**
   * Fields whose values take the form that reading would give them. Other values cannot be changed in place, and are
   * checked when they are written.
   */
  readonly reformed: ReadonlySet<FieldMetadata>;
  /** Fields that have a value when nobody gives one. */
  readonly initial: readonly FieldMetadata[];
  /** One document of the class, until the next is built. */
  readonly latest: LatestOfShape;
}

const plans = new WeakMap<ModelMetadata, ConstructionPlan>();

function planOf(model: ModelMetadata): ConstructionPlan {
  const known = plans.get(model);
  if (known !== undefined) return known;
  const made = {
    reformed: new Set(model.fields.filter(({ type }) => !isImmutable(type) || type.kind === 'decimal')),
    initial: model.fields.filter((field) => hasInitialValue(model, field)),
    latest: new LatestOfShape(),
  };
  plans.set(model, made);
  return made;
}

function hasInitialValue({ discriminator }: ModelMetadata, field: FieldMetadata): boolean {
  const isMade = field.generated !== null || field.makeDefault !== null;
  return isMade || field === discriminator?.field || field.role === 'counter';
}

/** A setter or a plain property that the class itself initialises; never what `Object` or `Document` define. */
function isSettable(document: object, name: string): boolean {
  if (Object.hasOwn(document, name)) return true;
  let level: unknown = Object.getPrototypeOf(document);
  while (typeof level === 'object' && level !== null && level !== Object.prototype) {
    const descriptor = Object.getOwnPropertyDescriptor(level, name);
    if (descriptor !== undefined) return descriptor.set !== undefined;
    level = Object.getPrototypeOf(level);
  }
  return false;
}

function unknownAttribute(model: ModelMetadata, name: string): DocumentParsingError {
  return new DocumentParsingError(`${model.name} has no field "${name}".`, {
    model: model.name,
    hint: `Its fields are ${model.fields.map((field) => field.property).join(', ')}.`,
  });
}

function applyDefaults(model: ModelMetadata, { initial, reformed }: ConstructionPlan, document: object): void {
  const record = asRecord(document);
  for (const field of initial) {
    if (record[field.property] !== undefined) continue;
    const value = initialValue(model, reformed, field);
    if (value !== undefined) record[field.property] = value;
  }
}

function initialValue(model: ModelMetadata, reformed: ConstructionPlan['reformed'], field: FieldMetadata): unknown {
  if (field.generated !== null) return generateValue(field.generated);
  if (field === model.discriminator?.field) return model.discriminator.value ?? undefined;
  if (field.role === 'counter') return 0n;
  if (field.makeDefault === null) return undefined;
  const value = field.makeDefault();
  return reformed.has(field) ? tryCanonical(field, value).value : value;
}
