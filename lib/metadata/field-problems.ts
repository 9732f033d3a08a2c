import type { LogicalType } from '../types/logical-type';
import type { FieldDraft, FieldStatement } from './class-draft';
import type { FieldRole } from './field-metadata';
import { isEmbeddable } from './is-embeddable';
import { nameProblem } from './name-problem';
import { RESERVED_NAMES } from './reserved-names';

/** What the rules for one field look at. `type` is null when it could not be resolved. */
export interface FieldUnderCheck {
  readonly draft: FieldDraft;
  readonly statement: FieldStatement;
  readonly roles: ReadonlySet<FieldRole>;
  readonly type: LogicalType | null;
  readonly nullable: boolean;
}

/** Types that a field with the role can have; a role that is not listed takes any. */
const ROLE_KINDS: Partial<Record<FieldRole, readonly LogicalType['kind'][]>> = {
  version: ['int', 'smallint'],
  createdAt: ['timestamp'],
  updatedAt: ['timestamp'],
  deletedAt: ['timestamp'],
  discriminator: ['string', 'ascii'],
  counter: ['bigint'],
};

const KINDS_WITHOUT_KEY: readonly LogicalType['kind'][] = [
  'list',
  'set',
  'map',
  'tuple',
  'vector',
  'embedded',
  'json',
  'duration',
];

const OPTION_NAMES: ReadonlySet<string> = new Set([
  'type',
  'name',
  'nullable',
  'default',
  'defaultOnLoad',
  'renamedFrom',
  'collation',
  'generated',
  'order',
  'embedded',
  'dimensions',
]);

const BESIDE_KEY: readonly FieldRole[] = ['discriminator', 'createdAt'];

/** Everything that is wrong with one field by itself, as messages without the field's name. */
export function fieldProblems(checked: FieldUnderCheck): readonly string[] {
  return [...namingProblems(checked), ...roleProblems(checked), ...nullProblems(checked), ...defaultProblems(checked)];
}

function* namingProblems({ draft, statement }: FieldUnderCheck): Iterable<string> {
  if (RESERVED_NAMES.has(draft.property)) {
    yield `the name is reserved: choose another, and keep the stored one by name: '${draft.property}'`;
  }
  if (draft.property === '' || /[.\0]|^\$/.test(draft.property)) {
    yield 'a field name is not empty, has no dot or NUL, and does not begin with $';
  }
  if (draft.notes.length === 0) yield 'is marked, but is no field: write @Field() beside it';
  for (const option of Object.keys(statement)) {
    if (!OPTION_NAMES.has(option))
      yield `there is no option \`${option}\`: write one of ${[...OPTION_NAMES].join(', ')}`;
  }
  const stored = statement.name === undefined ? null : nameProblem('stored name', statement.name);
  if (stored !== null) yield `${stored}: write name: '...'`;
  const former = statement.renamedFrom === undefined ? null : nameProblem('former name', statement.renamedFrom);
  if (former !== null) yield `${former}: write renamedFrom: '...'`;
}

function* roleProblems({ draft, statement, roles, type }: FieldUnderCheck): Iterable<string> {
  const isKey = roles.has('primaryKey') || roles.has('clusteringKey');
  const others = [...roles].filter((role) => !(isKey && BESIDE_KEY.includes(role)));
  if (others.length > 1) {
    const decorators = draft.notes.filter((note) => note.role !== 'plain').map((note) => note.decorator);
    yield `${[...new Set(decorators)].join(' and ')} exclude each other: keep one`;
  }
  const types = [statement.type, statement.embedded, statement.dimensions].filter((stated) => stated !== undefined);
  if (types.length > 1) yield 'its type is stated in more than one way: keep one of type, @Embedded and @Vector';
  if (statement.order !== undefined && !['asc', 'desc'].includes(statement.order)) {
    yield "the order is neither: write order: 'asc' or 'desc'";
  }
  if (type !== null) yield* typeProblems(roles, isKey, type);
}

function* typeProblems(roles: ReadonlySet<FieldRole>, isKey: boolean, type: LogicalType): Iterable<string> {
  if (isKey && KINDS_WITHOUT_KEY.includes(type.kind)) {
    yield `a key field cannot be ${type.kind}: write a type that holds one value, such as type: 'uuid'`;
  }
  for (const role of roles) {
    const kinds = ROLE_KINDS[role];
    if (kinds === undefined || kinds.includes(type.kind)) continue;
    yield `${role} cannot be ${type.kind}: write type: ${kinds.map((kind) => `'${kind}'`).join(' or ')}, or none`;
  }
}

function* nullProblems({ statement, roles, nullable }: FieldUnderCheck): Iterable<string> {
  if (statement.nullable === false && roles.has('deletedAt')) yield 'deletedAt is nullable: leave out nullable: false';
  if (!nullable) return;
  const strict = [...roles].filter((role) => role !== 'deletedAt');
  if (strict.length > 0) yield `${strict.join(' and ')} cannot be nullable: leave out nullable: true`;
}

function* defaultProblems({ statement, nullable }: FieldUnderCheck): Iterable<string> {
  const { default: value, defaultOnLoad, generated } = statement;
  if (value === undefined && defaultOnLoad === true) yield 'defaultOnLoad needs a default: write default: ...';
  if (value !== undefined && generated !== undefined) yield 'has a default and is generated: keep one of them';
  if (value === null && !nullable) yield 'the default is null, but null may not be stored: write nullable: true';
  if (typeof value === 'object' && value !== null && isEmbeddable(value.constructor)) {
    const name = value.constructor.name;
    yield `documents would share the default ${name}: write default: () => new ${name}()`;
  }
}
