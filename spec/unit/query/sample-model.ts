import type { FieldMetadata, FieldRole } from '../../../lib/metadata/field-metadata';
import { HOOK_EVENTS, type HookMetadata } from '../../../lib/metadata/hook-metadata';
import type { ModelMetadata } from '../../../lib/metadata/model-metadata';
import type { EmbeddedShape, FieldShape, LogicalType, ScalarName } from '../../../lib/types/logical-type';

export function scalar(kind: ScalarName): LogicalType {
  return { kind };
}

export function shape(property: string, type: LogicalType, nullable = false, column = property): FieldShape {
  return { property, column, type, nullable };
}

export interface FieldSpec {
  readonly property: string;
  readonly type: LogicalType;
  readonly nullable?: boolean;
  readonly role?: FieldRole;
  readonly column?: string;
}

export function field(spec: FieldSpec, index: number): FieldMetadata {
  return {
    index,
    ...shape(spec.property, spec.type, spec.nullable ?? false, spec.column ?? spec.property),
    role: spec.role ?? 'plain',
    generated: null,
    makeDefault: null,
    defaultOnLoad: false,
    renamedFrom: null,
    collation: null,
    driverOnly: [],
  };
}

const NO_HOOKS = Object.fromEntries(HOOK_EVENTS.map((event) => [event, []])) as unknown as HookMetadata;

export function model(
  owner: abstract new (...args: never[]) => object,
  specs: readonly FieldSpec[],
  overrides: Partial<ModelMetadata> = {},
): ModelMetadata {
  const fields = specs.map(field);
  const withRole = (role: FieldRole): FieldMetadata | null => fields.find((one) => one.role === role) ?? null;
  const partition = fields.filter((one) => one.role === 'primaryKey');
  const clustering = fields
    .filter((one) => one.role === 'clusteringKey')
    .map((one) => ({ field: one, direction: 'desc' as const }));
  return {
    name: owner.name,
    table: owner.name.toLowerCase(),
    namespace: null,
    kind: 'document',
    abstract: false,
    readOnly: false,
    class: owner,
    prototype: owner.prototype,
    fields,
    fieldByProperty: new Map(fields.map((one) => [one.property, one])),
    key: { partition, clustering, fields: [...partition, ...clustering.map((part) => part.field)] },
    version: withRole('version'),
    createdAt: withRole('createdAt'),
    updatedAt: withRole('updatedAt'),
    deletedAt: withRole('deletedAt'),
    discriminator: null,
    indexes: [],
    hooks: NO_HOOKS,
    view: null,
    ttlSeconds: null,
    validation: 'save',
    construct: false,
    watch: false,
    options: {},
    ...overrides,
  };
}

export class Address {
  city!: string;
  zip?: string | null;
}

const addressShape: EmbeddedShape = {
  name: 'address',
  className: 'Address',
  prototype: Address.prototype,
  fields: [shape('city', scalar('string')), shape('zip', scalar('string'), true, 'postcode')],
};

export class Line {
  count!: number;
  label!: string;
}

const lineShape: EmbeddedShape = {
  name: 'line',
  className: 'Line',
  prototype: Line.prototype,
  fields: [shape('count', scalar('int')), shape('label', scalar('string'), true)],
};

export class User {}

/** One field of every kind that filters treat in a way of its own. */
export const USER = model(User, [
  { property: 'id', type: scalar('uuid'), role: 'primaryKey' },
  { property: 'email', type: scalar('string'), column: 'mail' },
  { property: 'name', type: scalar('string'), nullable: true },
  { property: 'age', type: scalar('int'), nullable: true },
  { property: 'score', type: scalar('double') },
  { property: 'total', type: scalar('bigint') },
  { property: 'price', type: scalar('decimal'), nullable: true },
  { property: 'banned', type: scalar('boolean') },
  { property: 'bornAt', type: scalar('timestamp') },
  { property: 'tags', type: { kind: 'list', element: scalar('string') } },
  { property: 'roles', type: { kind: 'set', element: scalar('string') }, nullable: true },
  { property: 'prefs', type: { kind: 'map', key: scalar('string'), value: scalar('int') } },
  { property: 'address', type: { kind: 'embedded', shape: () => addressShape }, nullable: true },
  { property: 'lines', type: { kind: 'list', element: { kind: 'embedded', shape: () => lineShape } } },
  { property: 'pair', type: { kind: 'tuple', elements: [scalar('int'), scalar('string')] }, nullable: true },
  { property: 'extra', type: scalar('json'), nullable: true },
  { property: 'vector', type: { kind: 'vector', dimensions: 2 }, nullable: true },
  { property: 'rev', type: scalar('int'), role: 'version' },
  { property: 'deletedAt', type: scalar('timestamp'), nullable: true, role: 'deletedAt' },
]);

export class Reading {}

/** A compound key, clustered downwards, and no soft delete. */
export const READING = model(Reading, [
  { property: 'sensor', type: scalar('string'), role: 'primaryKey' },
  { property: 'at', type: scalar('timestamp'), role: 'clusteringKey' },
  { property: 'value', type: scalar('double') },
]);

export const ID = '01890a5d-ac96-774b-bcce-b302099a8057';
export const OTHER_ID = '01890a5d-ac96-774b-bcce-b302099a8058';
