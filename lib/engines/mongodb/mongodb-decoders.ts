import type { LogicalType, ScalarName } from '../../types/logical-type';
import {
  embeddedDecoder,
  listDecoder,
  mapDecoder,
  setDecoder,
  tupleDecoder,
  vectorDecoder,
} from './mongodb-container-decoders';
import type { MongoDecoder } from './mongodb-decoder';
import { SCALAR_DECODERS } from './mongodb-scalar-decoders';

const containers = new WeakMap<LogicalType, MongoDecoder>();

type ScalarType = Extract<LogicalType, { readonly kind: ScalarName }>;

function isScalar(type: LogicalType): type is ScalarType {
  return Object.hasOwn(SCALAR_DECODERS, type.kind);
}

/** How values of a type are read from BSON. The same type object gives the same decoder. */
export function decoderOf(type: LogicalType): MongoDecoder {
  if (isScalar(type)) return SCALAR_DECODERS[type.kind];
  const known = containers.get(type);
  if (known !== undefined) return known;
  const made = containerDecoder(type);
  containers.set(type, made);
  return made;
}

function containerDecoder(type: Exclude<LogicalType, ScalarType>): MongoDecoder {
  switch (type.kind) {
    case 'list':
      return listDecoder(decoderOf(type.element));
    case 'set':
      return setDecoder(decoderOf(type.element));
    case 'tuple':
      return tupleDecoder(type.elements.map(decoderOf));
    case 'map':
      return mapDecoder(type.key, decoderOf(type.value));
    case 'vector':
      return vectorDecoder(SCALAR_DECODERS.double);
    case 'embedded':
      return embeddedDecoder(type.shape, decoderOf);
  }
}
