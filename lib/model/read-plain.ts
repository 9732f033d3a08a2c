import type { ValidationProblem } from '../errors/value-errors';
import { DocumentParsingError } from '../errors/value-errors';
import type { AnyClass } from '../internal/any-class';
import { asRecord } from '../internal/as-record';
import type { ModelMetadata } from '../metadata/model-metadata';
import { modelMetadataOf } from '../metadata/model-metadata-of';
import { isPlainObject } from '../types/is-plain-object';
import { ValueProblem } from '../types/value-problem';
import { asModelClass } from './as-model-class';
import { viewedLike } from './binding';
import { canonicalValue } from './canonical-values';
import { ruleProblems } from './check-document';
import { buildDocument } from './document-instance';
import { type PlainOptions, type PlainPath, PlainReading } from './plain-reading';
import { assignExtra, readProperties } from './read-plain-properties';
import { readProperty } from './read-plain-value';
import { isSystemField } from './system-values';

/** What came of reading input: a document that is good if there is nothing in the two lists. */
export interface PlainOutcome {
  readonly document: object;
  readonly unknownKeys: readonly PlainPath[];
  readonly problems: readonly ValidationProblem[];
}

/**
 * Reads untrusted input as a document of the class; of several that share a table the discriminator in the input picks
 * the class. Everything that is wrong is found in one go; the rules are not asked about input with unknown keys.
 * @throws DocumentParsingError (POLYDOC_DOCUMENT_PARSING) for input that is no plain object.
 */
export async function readPlain(modelClass: AnyClass, json: unknown, options: PlainOptions): Promise<PlainOutcome> {
  const stated = modelMetadataOf(modelClass);
  if (!isPlainObject(json)) {
    throw new DocumentParsingError(`${stated.name} is read from a plain object.`, { model: stated.name });
  }
  const reading = new PlainReading(options);
  const model = memberFor(stated, json, reading);
  const document = readDocument(
    model === stated ? modelClass : viewedLike(modelClass, model.class),
    model,
    json,
    reading,
  );
  const { unknownKeys, problems } = reading;
  if (unknownKeys.length > 0) return { document, unknownKeys, problems };
  const found = [...problems, ...typeProblems(model, document, problems), ...(await rulesOn(model, document, options))];
  return { document, unknownKeys, problems: found };
}

/** The class that the discriminator in the input names. */
function memberFor(
  model: ModelMetadata,
  json: Readonly<Record<string, unknown>>,
  reading: PlainReading,
): ModelMetadata {
  if (model.discriminator === null) return model;
  const { field, value: own } = model.discriminator;
  const members = model.discriminator.members();
  const given = Object.hasOwn(json, field.property) ? json[field.property] : undefined;
  if (given === undefined && own !== null) return model;
  const member = typeof given === 'string' ? members.get(given) : undefined;
  if (member !== undefined) return member;
  const names = [...members.keys()].map((name) => `'${name}'`).join(', ');
  reading.addProblem([field.property], new ValueProblem('discriminator', `must be one of ${names}`));
  return model;
}

function readDocument(
  modelClass: AnyClass,
  model: ModelMetadata,
  json: Readonly<Record<string, unknown>>,
  reading: PlainReading,
): object {
  const attributes: [string, unknown][] = [];
  const extras: [string, unknown][] = [];
  for (const source of readProperties({ owner: modelClass, fields: model.fields }, json, [], reading)) {
    const value = readProperty(source, reading);
    if (value === undefined) continue;
    (source.type === undefined ? extras : attributes).push([source.property, value]);
  }
  const document = buildDocument(asModelClass(modelClass), Object.fromEntries(attributes));
  for (const [property, value] of extras) assignExtra(document, property, value);
  return document;
}

/** Problems of fields that reading had nothing against: mostly values that are missing. */
function typeProblems(
  model: ModelMetadata,
  document: object,
  known: readonly ValidationProblem[],
): readonly ValidationProblem[] {
  const failed = new Set(known.map((problem) => problem.path.split('.')[0]));
  const problems: ValidationProblem[] = [];
  for (const field of model.fields) {
    const isFilledAtWrite = isSystemField(model, field) || field === model.createdAt;
    if (failed.has(field.property) || (isFilledAtWrite && asRecord(document)[field.property] === undefined)) continue;
    canonicalValue(document, field, problems);
  }
  return problems;
}

/** Input is held against the rules although the model may have switched them off for writes. */
async function rulesOn(
  model: ModelMetadata,
  document: object,
  options: PlainOptions,
): Promise<readonly ValidationProblem[]> {
  const wish = options.validate;
  return ruleProblems(model, document, { validate: wish === undefined || wish === true ? {} : wish });
}
