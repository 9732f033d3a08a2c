import { createHash } from 'node:crypto';
import { SchemaError } from '../../errors/database-errors';
import type { FieldMetadata } from '../../metadata/field-metadata';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { modelMetadataOf } from '../../metadata/model-metadata-of';
import { sameType } from '../../metadata/same-type';
import type { ViewMetadata } from '../../metadata/view-metadata';
import { parseFilter } from '../../query/parse-filter';
import { viewFieldError, viewSourcePath } from '../../query/view-source-path';
import { allOf, withNotExpired } from './mongodb-filter';
import { ID, idOf, isKeyField, targetOf } from './mongodb-names';
import { documentScope, pathValue } from './mongodb-path';
import { compilePredicate } from './mongodb-predicate';
import { commandOn } from './mongodb-schema-change';
import { commandText } from './mongodb-schema-text';
import type { BsonDocument, MongoTarget } from './mongodb-statement';
import { castExpression, viewAggregate } from './mongodb-view-aggregate';

/** How a view is filled. */
export interface ViewPipeline {
  readonly source: MongoTarget;
  /** Stages that make the view's documents. */
  readonly stages: readonly BsonDocument[];
  /** What comes of it, as one command. */
  readonly text: string;
  /** The same for the same text. */
  readonly hash: string;
}

/** What every read of the source would show: what has ended, is deleted or belongs to another class is not there. */
function sourceFilter(view: ViewMetadata, source: ModelMetadata): BsonDocument {
  const parts: BsonDocument[] = [withNotExpired(source, {})];
  if (source.deletedAt !== null) parts.push({ [source.deletedAt.column]: { $eq: null } });
  const { discriminator } = source;
  if (discriminator !== null && discriminator.root() !== source) {
    parts.push({ [discriminator.field.column]: { $in: [...discriminator.members().keys()] } });
  }
  if (view.where !== null && view.where !== undefined) {
    parts.push(compilePredicate(source, parseFilter(source, view.where)));
  }
  return allOf(...parts);
}

/** The value of the source that a view's field shows. */
function sourceValue(model: ModelMetadata, source: ModelMetadata, view: ViewMetadata, field: FieldMetadata): unknown {
  const path = viewSourcePath(model, source, view, field);
  if (!sameType(path.type, field.type)) {
    throw viewFieldError(
      model,
      field,
      `is ${field.type.kind}, and ${path.type.kind} in ${source.name}: state the same type`,
    );
  }
  return pathValue(path, documentScope(source));
}

/** The stage that makes documents of the view's shape. Null is never stored. */
function shapeStage(model: ModelMetadata, valueFor: (field: FieldMetadata) => unknown): BsonDocument {
  const members = model.fields
    .filter((field) => !isKeyField(field))
    .map((field) => [field.column, { $ifNull: [valueFor(field), '$$REMOVE'] }]);
  const key = model.key.fields.map(valueFor);
  // Rows without a key go by that of the document or of the group that they are made of.
  const id = key.length === 0 ? { $ifNull: ['$_id', 0] } : idOf(model, key);
  return { $replaceWith: { [ID]: id, ...Object.fromEntries(members) } };
}

/** What has no key cannot be a document of its own. */
function keyedStage(model: ModelMetadata): readonly BsonDocument[] {
  return model.key.fields.length === 1 ? [{ $match: { [ID]: { $ne: null } } }] : [];
}

function stagesOf(model: ModelMetadata, source: ModelMetadata, view: ViewMetadata): readonly BsonDocument[] {
  const match = { $match: sourceFilter(view, source) };
  if (view.aggregate === null || view.aggregate === undefined) {
    const shape = shapeStage(model, (field) => sourceValue(model, source, view, field));
    return [match, shape, ...keyedStage(model)];
  }
  const { stage, values, having } = viewAggregate(model, source, view.aggregate);
  const shape = shapeStage(model, (field) => {
    if (values.has(field.property)) return castExpression(field, values.get(field.property));
    throw new SchemaError(
      `${model.name}: the aggregate of the view does not say how to get the field \`${field.property}\`.`,
      { model: model.name },
    );
  });
  const kept = having === null ? [] : [{ $match: compilePredicate(model, parseFilter(model, having)) }];
  return [match, stage, shape, ...keyedStage(model), ...kept];
}

/**
 * How the view that a model declares is filled.
 *
 * Throws `SchemaError` (POLYDOC_SCHEMA) for a definition that MongoDB cannot have, `InvalidQueryError` for a filter that
 * does not fit the source, `ValueProblem` for operands that MongoDB cannot hold.
 */
export function viewPipeline(model: ModelMetadata): ViewPipeline {
  const { view } = model;
  if (view === null) throw new SchemaError(`${model.name} is no view.`, { model: model.name });
  const sourceModel = modelMetadataOf(view.source());
  const stages = stagesOf(model, sourceModel, view);
  const source = targetOf(sourceModel);
  const merge = { $merge: { into: model.table } };
  const text = commandText(commandOn(source, { aggregate: source.collection, pipeline: [...stages, merge] }));
  return { source, stages, text, hash: createHash('sha256').update(text).digest('hex').slice(0, 16) };
}
