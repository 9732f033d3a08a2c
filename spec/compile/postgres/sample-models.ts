import type { FieldMetadata, FieldRole } from '../../../lib/metadata/field-metadata';
import type { DiscriminatorMetadata, ModelMetadata } from '../../../lib/metadata/model-metadata';
import type { FieldPath, PathStep } from '../../../lib/query/field-path';
import type { FindOperation, InsertOperation, UpdateOperation } from '../../../lib/query/operation';
import { NO_READ_HINTS } from '../../../lib/query/operation';
import { ALWAYS } from '../../../lib/query/predicate';
import { NO_WRITE_OPTIONS } from '../../../lib/query/write-options';
import type { EmbeddedShape, FieldShape, LogicalType, ScalarName } from '../../../lib/types/logical-type';

/** Shorthand for the types of these specs. */
export const type = {
  of: (kind: ScalarName): LogicalType => ({ kind }),
  list: (element: LogicalType): LogicalType => ({ kind: 'list', element }),
  set: (element: LogicalType): LogicalType => ({ kind: 'set', element }),
  map: (key: LogicalType, value: LogicalType): LogicalType => ({ kind: 'map', key, value }),
  tuple: (...elements: LogicalType[]): LogicalType => ({ kind: 'tuple', elements }),
  embedded: (shape: EmbeddedShape): LogicalType => ({ kind: 'embedded', shape: () => shape }),
};

export class Address {
  city?: string;
  zip?: number | null;
  tags?: string[];
  visits?: bigint;
}

function part(property: string, of: LogicalType, column = property): FieldShape {
  return { property, column, type: of, nullable: true };
}

export const ADDRESS: EmbeddedShape = {
  name: 'address',
  className: 'Address',
  prototype: Address.prototype,
  fields: [
    part('city', type.of('string'), 'town'),
    part('zip', type.of('int')),
    part('tags', type.list(type.of('string'))),
    part('visits', type.of('bigint')),
    part('price', type.of('decimal')),
    part('since', type.of('timestamp')),
    part('raw', type.of('bytes')),
  ],
};

interface FieldSpec {
  readonly type: LogicalType;
  readonly role?: FieldRole;
  readonly nullable?: boolean;
  readonly column?: string;
  readonly collation?: string;
}

function makeFields(specs: Readonly<Record<string, FieldSpec>>): FieldMetadata[] {
  return Object.entries(specs).map(([property, spec], index) => ({
    property,
    column: spec.column ?? property,
    type: spec.type,
    nullable: spec.nullable ?? false,
    index,
    role: spec.role ?? 'plain',
    generated: null,
    makeDefault: null,
    defaultOnLoad: false,
    renamedFrom: null,
    collation: spec.collation ?? null,
    driverOnly: [],
  }));
}

/** A model made by hand, so that these specs need no decorators. */
export function makeModel(
  table: string,
  specs: Readonly<Record<string, FieldSpec>>,
  more: Partial<ModelMetadata> = {},
): ModelMetadata {
  const fields = makeFields(specs);
  const partition = fields.filter((field) => field.role === 'primaryKey');
  const clustering = fields.filter((field) => field.role === 'clusteringKey');
  const roleOf = (role: FieldRole): FieldMetadata | null => fields.find((field) => field.role === role) ?? null;
  class Stored {}
  return {
    name: table,
    table,
    namespace: null,
    kind: 'document',
    abstract: false,
    readOnly: false,
    class: Stored,
    prototype: Stored.prototype,
    fields: Object.freeze(fields) as readonly FieldMetadata[],
    fieldByProperty: new Map(fields.map((field) => [field.property, field])),
    key: {
      partition,
      clustering: clustering.map((field) => ({ field, direction: 'asc' as const })),
      fields: [...partition, ...clustering],
    },
    version: roleOf('version'),
    createdAt: null,
    updatedAt: null,
    deletedAt: null,
    discriminator: null,
    indexes: [],
    hooks: { before: new Map(), after: new Map() } as never,
    view: null,
    ttlSeconds: null,
    validation: 'off',
    construct: false,
    watch: false,
    options: {},
    ...more,
  };
}

export const ARTICLE = makeModel('articles', {
  id: { type: type.of('int'), role: 'primaryKey' },
  title: { type: type.of('string') },
  author: { type: type.of('string'), nullable: true, column: 'author_name' },
  views: { type: type.of('int'), nullable: true },
  price: { type: type.of('decimal'), nullable: true },
  at: { type: type.of('timestamp'), nullable: true },
  tags: { type: type.list(type.of('string')), nullable: true },
  scores: { type: type.list(type.of('int')), nullable: true },
  labels: { type: type.set(type.of('string')), nullable: true },
  prefs: { type: type.map(type.of('string'), type.of('int')), nullable: true },
  address: { type: type.embedded(ADDRESS), nullable: true },
  lines: { type: type.list(type.embedded(ADDRESS)), nullable: true },
  raw: { type: type.of('bytes'), nullable: true },
  meta: { type: type.of('json'), nullable: true },
  rev: { type: type.of('int'), role: 'version', nullable: true },
  active: { type: type.of('boolean'), nullable: true },
  ref: { type: type.of('uuid'), nullable: true },
});

export const MEMBERSHIP = makeModel('memberships', {
  org: { type: type.of('uuid'), role: 'primaryKey' },
  user: { type: type.of('int'), role: 'clusteringKey', column: 'user_id' },
  note: { type: type.of('string'), nullable: true },
});

export const PAGE_VIEW = makeModel(
  'page_views',
  {
    path: { type: type.of('string'), role: 'primaryKey' },
    views: { type: type.of('bigint'), role: 'counter', nullable: true },
    visitors: { type: type.of('bigint'), role: 'counter', nullable: true },
  },
  { kind: 'counter' },
);

/** Two classes of one table, each with a column that the other has not. */
export function animals(): { readonly root: ModelMetadata; readonly cat: ModelMetadata } {
  const id = { type: type.of('int'), role: 'primaryKey' as const };
  const kind = { type: type.of('string'), role: 'discriminator' as const };
  const members = new Map<string, ModelMetadata>();
  const discriminator = (model: ModelMetadata, value: string | null): DiscriminatorMetadata => ({
    field: model.fields[1] as FieldMetadata,
    value,
    members: () => members,
    root: () => root,
  });
  const plain = makeModel('animals', { id, kind });
  const root: ModelMetadata = { ...plain, discriminator: discriminator(plain, null) };
  const make = (name: string, own: string): ModelMetadata => {
    const model = makeModel('animals', { id, kind, [own]: { type: type.of('string'), nullable: true } });
    const complete = { ...model, discriminator: discriminator(model, name) };
    members.set(name, complete);
    return complete;
  };
  const cat = make('cat', 'lives');
  make('dog', 'breed');
  return { root, cat };
}

function stepOf(at: LogicalType, name: string): readonly [PathStep, LogicalType] {
  if (at.kind === 'embedded') {
    const field = at.shape().fields.find((candidate) => candidate.property === name);
    if (field === undefined) throw new Error(`no field ${name}`);
    return [{ kind: 'property', field }, field.type];
  }
  if (at.kind === 'list') return [{ kind: 'index', index: Number(name) }, at.element];
  if (at.kind === 'map') return [{ kind: 'key', key: name }, at.value];
  return [{ kind: 'key', key: name }, type.of('json')];
}

/** The path that a user writes as `text`. */
export function path(text: string, model: ModelMetadata = ARTICLE): FieldPath {
  const [first = '', ...names] = text.split('.');
  const field = model.fieldByProperty.get(first);
  if (field === undefined) throw new Error(`no field ${first}`);
  return walk(field.type, names, { field, text, nullable: field.nullable || names.length > 0 });
}

/** A path that starts at the element of a quantifier. */
export function elementPath(element: LogicalType, text = ''): FieldPath {
  return walk(element, text === '' ? [] : text.split('.'), { field: null, text, nullable: true });
}

function walk(
  start: LogicalType,
  names: readonly string[],
  rest: Pick<FieldPath, 'field' | 'text' | 'nullable'>,
): FieldPath {
  let at = start;
  const steps = names.map((name) => {
    const [step, next] = stepOf(at, name);
    at = next;
    return step;
  });
  return { kind: 'path', ...rest, steps, type: at };
}

const ARTICLE_PATHS = Object.freeze(['id', 'title'].map((text) => path(text))) as readonly FieldPath[];

/** A read of articles. */
export function find(parts: Partial<FindOperation> = {}): FindOperation {
  return {
    kind: 'find',
    model: ARTICLE,
    where: ALWAYS,
    orderBy: [],
    limit: null,
    skip: 0,
    selection: ARTICLE_PATHS,
    distinct: false,
    lock: null,
    hints: NO_READ_HINTS,
    ...parts,
  };
}

/** An insert of articles. */
export function insert(parts: Partial<InsertOperation> & Pick<InsertOperation, 'rows'>): InsertOperation {
  return {
    kind: 'insert',
    model: ARTICLE,
    fields: ARTICLE.fields.slice(0, 2),
    onConflict: 'error',
    onConflictAssign: null,
    returning: [],
    options: NO_WRITE_OPTIONS,
    ...parts,
  };
}

/** An update of the article 1. */
export function update(parts: Partial<UpdateOperation> & Pick<UpdateOperation, 'assignments'>): UpdateOperation {
  return {
    kind: 'update',
    model: ARTICLE,
    where: { kind: 'key', values: [1] },
    condition: null,
    ifExists: false,
    returning: [],
    options: NO_WRITE_OPTIONS,
    ...parts,
  };
}
