import type { RowReader, RowReaders, RowShape } from '../contract/row-reader';
import type { AnyClass } from '../internal/any-class';
import type { FieldMetadata } from '../metadata/field-metadata';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { FieldPath } from '../query/field-path';
import { attachState, stateOf } from './document-state';
import { RowSnapshot } from './snapshot';

/** Makes objects of wire rows that hold all stored fields of a model. */
export type Hydrate = (rows: readonly unknown[]) => object[];

/** What hydration needs to know beyond the model. */
export interface HydrationSource {
  readonly readers: RowReaders;
  readonly selection: readonly FieldPath[];
  /**
   * The class whose prototype the objects of `member` get: the member itself, or its view of another engine. Null
   * makes plain objects without state.
   */
  readonly classOf: ((member: ModelMetadata) => AnyClass) | null;
}

type Make = (row: unknown) => object;

/** Compiles hydration for a model; worth keeping per class, engine and selection. */
export function compileHydration(model: ModelMetadata, source: HydrationSource): Hydrate {
  if (model.discriminator !== null) return discriminatedHydration(model, source, model.discriminator.field);
  const make = compileMaker(model, source);
  return (rows) => {
    const objects: object[] = new Array(rows.length);
    for (let index = 0; index < rows.length; index += 1) objects[index] = make(rows[index]);
    return objects;
  };
}

/** Single-table inheritance: the stored discriminator picks the class, row by row. */
function discriminatedHydration(model: ModelMetadata, source: HydrationSource, mark: FieldMetadata): Hydrate {
  const position = source.selection.findIndex((path) => path.field?.column === mark.column);
  const path = source.selection[position];
  const makers = new Map<unknown, Make>();
  const makerFor = (row: unknown): Make => {
    const value = path === undefined ? null : source.readers.value(row, position, path);
    const known = makers.get(value);
    if (known !== undefined) return known;
    const make = compileMaker(model.discriminator?.members().get(String(value)) ?? model, source);
    makers.set(value, make);
    return make;
  };
  return (rows) => rows.map((row) => makerFor(row)(row));
}

function compileMaker(member: ModelMetadata, source: HydrationSource): Make {
  const { readers, selection, classOf } = source;
  if (classOf === null) return readers.compile(shapeOf(member, selection, null)).create;
  const modelClass = classOf(member);
  const reader = readers.compile(shapeOf(member, selection, modelClass.prototype));
  return member.construct ? constructingMaker(reader, modelClass) : documentMaker(reader);
}

function documentMaker(reader: RowReader): Make {
  return (row) => {
    const document = reader.create(row);
    attachState(document, new RowSnapshot(reader, reader.keep(row)));
    return document;
  };
}

/** For classes with `#private` members: they only come into being by `new`. */
function constructingMaker(reader: RowReader, modelClass: AnyClass): Make {
  return (row) => {
    const document: unknown = Reflect.construct(modelClass as unknown as new () => object, []);
    if (typeof document !== 'object' || document === null) throw new TypeError('A model class must make objects.');
    Object.assign(document, reader.create(row));
    stateOf(document).snapshot = new RowSnapshot(reader, reader.keep(row));
    return document;
  };
}

function shapeOf(member: ModelMetadata, selection: readonly FieldPath[], prototype: object | null): RowShape {
  return {
    selection,
    properties: member.fields.map((field) => ({
      position: selection.findIndex((path) => path.field?.column === field.column),
      property: field.property,
      onNull: field.defaultOnLoad && !field.nullable ? field.makeDefault : null,
    })),
    prototype,
  };
}
