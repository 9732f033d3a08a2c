import type { ModelMetadata } from '../../metadata/model-metadata';
import { storedIndexesOf } from '../../metadata/stored-fields-of';
import { indexNameOf } from './mongodb-index-name';
import type { NativeError } from './mongodb-native-error';
import { storedProperties } from './stored-property';

/** The server names the key's own index so. */
const KEY_INDEX = '_id_';

/** Name of the violated index: bulk writes of the client report no more than the server's sentence. */
function indexInMessage(message: string): string | null {
  return /index: (.+?) dup key:/.exec(message)?.[1]?.trim() ?? null;
}

/** The model's fields whose values collide, as callers write them; empty where that cannot be told. */
export function duplicateFields(model: ModelMetadata, error: NativeError): readonly string[] {
  if (error.keyNames !== null) return error.keyNames.flatMap((name) => storedProperties(model, name));
  const name = indexInMessage(error.message);
  if (name === KEY_INDEX) return model.key.fields.map((field) => field.property);
  const index = storedIndexesOf(model).find((one) => indexNameOf(model, one) === name);
  return index === undefined ? [] : index.parts.map((part) => part.path);
}
