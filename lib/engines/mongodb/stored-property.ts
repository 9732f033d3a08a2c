import type { ModelMetadata } from '../../metadata/model-metadata';
import { storedFieldsOf } from '../../metadata/stored-fields-of';
import type { FieldShape, LogicalType } from '../../types/logical-type';
import { hasCompoundKey, ID, isKeyField } from './mongodb-names';

/** The fields inside a value; none where it has no parts that have names in a class. */
function shapeBelow(type: LogicalType): readonly FieldShape[] {
  if (type.kind === 'embedded') return type.shape().fields;
  return type.kind === 'list' || type.kind === 'set' ? shapeBelow(type.element) : [];
}

function propertiesOf(fields: readonly FieldShape[], steps: readonly string[]): readonly string[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [];
  const field = fields.find((one) => one.column === step);
  return field === undefined ? steps : [field.property, ...propertiesOf(shapeBelow(field.type), rest)];
}

/**
 * The properties that a stored place belongs to, as callers write them (`address.city`): those of the whole key for
 * `_id`. What the model does not know stays as it is stored.
 */
export function storedProperties(model: ModelMetadata, stored: string): readonly string[] {
  const keys = model.key.fields;
  if (stored === ID && keys.length > 0) return keys.map((field) => field.property);
  const steps = stored.split('.');
  const [first, ...rest] = steps;
  if (first === ID && hasCompoundKey(model)) return [propertiesOf(keys, rest).join('.')];
  const fields = storedFieldsOf(model).filter((field) => !isKeyField(field));
  return [propertiesOf(fields, steps).join('.')];
}
