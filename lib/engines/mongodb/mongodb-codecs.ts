import type { LogicalType, ScalarName } from '../../types/logical-type';
import type { MongoCodec } from './mongodb-codec';
import { embeddedCodec, listCodec, mapCodec, setCodec, tupleCodec, vectorCodec } from './mongodb-container-codecs';
import { isScalarName, SCALAR_CODECS } from './mongodb-scalar-codecs';

const containers = new WeakMap<LogicalType, MongoCodec>();

/** How values of a type are written as BSON. The same type object gives the same codec. */
export function codecOf(type: LogicalType): MongoCodec {
  if (isScalar(type)) return SCALAR_CODECS[type.kind];
  const known = containers.get(type);
  if (known !== undefined) return known;
  const made = containerCodec(type);
  containers.set(type, made);
  return made;
}

type ScalarType = Extract<LogicalType, { readonly kind: ScalarName }>;

function isScalar(type: LogicalType): type is ScalarType {
  return isScalarName(type.kind);
}

function containerCodec(type: Exclude<LogicalType, ScalarType>): MongoCodec {
  switch (type.kind) {
    case 'list':
      return listCodec(codecOf(type.element));
    case 'set':
      return setCodec(codecOf(type.element));
    case 'tuple':
      return tupleCodec(type.elements.map(codecOf));
    case 'map':
      return mapCodec(type.key, codecOf(type.value));
    case 'vector':
      return vectorCodec();
    case 'embedded':
      // Shapes may contain themselves; their fields are looked at when the first value comes by.
      return embeddedCodec(type.shape, codecOf);
  }
}
