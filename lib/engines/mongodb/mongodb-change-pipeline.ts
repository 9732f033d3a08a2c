import type { ModelMetadata } from '../../metadata/model-metadata';
import type { WatchOperation } from '../../query/operation';
import type { Predicate } from '../../query/predicate';
import { isKeyField } from './mongodb-names';
import { compilePredicate } from './mongodb-predicate';
import type { BsonDocument } from './mongodb-statement';

/** Where the event is while its document stands at the top, so that filters find stored names where they expect them. */
const EVENT = '_polydoc_event';

const WITH_DOCUMENT = Object.freeze(['insert', 'update', 'replace']);

/** True where a predicate speaks of key fields alone, and so can be held against the key of a deleted document. */
export function isAboutKey(model: ModelMetadata, predicate: Predicate): boolean {
  switch (predicate.kind) {
    case 'always':
    case 'never':
    case 'key':
    case 'keys':
      return true;
    case 'and':
    case 'or':
      return predicate.operands.every((operand) => isAboutKey(model, operand));
    case 'not':
      return isAboutKey(model, predicate.operand);
    case 'native':
    case 'token':
    case 'quantifier':
      return false;
    case 'compare': {
      const { operand, path } = predicate;
      return isKeyPath(path) && (operand.kind === 'value' || isKeyPath(operand.path));
    }
    default:
      return isKeyPath(predicate.path);
  }
}

function isKeyPath({ field }: Extract<Predicate, { readonly kind: 'null' }>['path']): boolean {
  return field !== null && isKeyField(field);
}

/**
 * Stages that let through the events whose document matches: as it is after the change, or, of a delete, as it was before
 * where the server knows it. What has no document passes, except deletes that the filter can tell by the key.
 * The event itself comes out as it was; the server demands that of its `_id`.
 * https://www.mongodb.com/docs/manual/changeStreams/#modify-change-stream-output
 */
export function changePipeline({ model, where }: WatchOperation): readonly BsonDocument[] {
  if (where.kind === 'always') return [];
  const type = `${EVENT}.operationType`;
  const unknown = isAboutKey(model, where)
    ? { [type]: { $nin: [...WITH_DOCUMENT, 'delete'] } }
    : { [type]: { $nin: WITH_DOCUMENT }, [`${EVENT}.fullDocumentBeforeChange`]: null };
  const document = {
    $mergeObjects: ['$documentKey', '$fullDocumentBeforeChange', '$fullDocument', { [EVENT]: '$$ROOT' }],
  };
  return [
    { $replaceWith: document },
    { $match: { $or: [unknown, compilePredicate(model, where)] } },
    { $replaceWith: `$${EVENT}` },
  ];
}
