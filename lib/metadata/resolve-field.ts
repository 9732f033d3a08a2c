import type { AnyClass } from '../internal/any-class';
import type { EmbeddedShape, LogicalType } from '../types/logical-type';
import type { FieldDraft, FieldStatement } from './class-draft';
import { defaultMaker } from './field-default';
import type { FieldMetadata, FieldRole, GeneratedStrategy } from './field-metadata';
import { fieldProblems } from './field-problems';
import { generatedStrategy } from './generated-strategy';
import type { ProblemList } from './problem-list';
import { resolveType } from './type-resolution';

/** A field that is complete, with what only its model needs to know. */
export interface ResolvedField {
  readonly field: FieldMetadata;
  /** All roles; a key field may be discriminator or creation time as well. */
  readonly roles: ReadonlySet<FieldRole>;
  readonly direction: 'asc' | 'desc';
  /** Classes that the field embeds. */
  readonly targets: readonly AnyClass[];
}

const ROLE_ORDER: readonly FieldRole[] = ['primaryKey', 'clusteringKey'];
// Stands in for a type that could not be resolved, so that one mistake is reported once; the model is refused anyway.
const UNRESOLVED: LogicalType = Object.freeze({ kind: 'json' });

/**
 * Completes one field. What is wrong with it goes to `problems`, and the result is then only good for further checks.
 * @param index position in the model
 * @param shapeOf gives the shape of an `@Embeddable` class
 */
export function resolveField(
  draft: FieldDraft,
  index: number,
  shapeOf: (target: AnyClass) => EmbeddedShape,
  problems: ProblemList,
): ResolvedField {
  const report = (message: string): void => problems.addFor(draft.property, message);
  const statement = mergeNotes(draft, report);
  const roles = rolesOf(draft);
  const resolution = resolveType(draft, statement, roles, shapeOf);
  if (typeof resolution === 'string') report(resolution);
  const isResolved = typeof resolution !== 'string';
  const type = isResolved ? resolution.type : UNRESOLVED;
  const nullable = roles.has('deletedAt') || (statement.nullable ?? (isResolved && resolution.isSingleEmbedded));
  const generated = strategyOf(statement, isResolved ? type : null, report);
  for (const problem of fieldProblems({ draft, statement, roles, type: isResolved ? type : null, nullable })) {
    report(problem);
  }
  const field: FieldMetadata = Object.freeze({
    property: draft.property,
    column: statement.name ?? draft.property,
    type,
    nullable,
    index,
    role: mainRole(roles),
    generated,
    makeDefault: defaultMaker(statement.default),
    defaultOnLoad: statement.defaultOnLoad ?? false,
    renamedFrom: statement.renamedFrom ?? null,
    collation: statement.collation ?? null,
    driverOnly: Object.freeze([...draft.driverOnly]),
  });
  const targets = isResolved ? resolution.targets : [];
  return { field, roles, direction: statement.order ?? 'asc', targets };
}

function mergeNotes(draft: FieldDraft, report: (message: string) => void): FieldStatement {
  const stated = new Map<string, unknown>();
  for (const note of draft.notes) {
    for (const [option, value] of Object.entries(note.statement)) {
      if (value === undefined) continue;
      if (stated.has(option) && stated.get(option) !== value) {
        report(`\`${option}\` is stated twice, with different values: state it in one decorator`);
      }
      stated.set(option, value);
    }
  }
  return Object.fromEntries(stated);
}

function rolesOf(draft: FieldDraft): ReadonlySet<FieldRole> {
  return new Set(draft.notes.map((note) => note.role).filter((role) => role !== 'plain'));
}

function mainRole(roles: ReadonlySet<FieldRole>): FieldRole {
  const key = ROLE_ORDER.find((role) => roles.has(role));
  const [first] = roles;
  return key ?? first ?? 'plain';
}

function strategyOf(
  statement: FieldStatement,
  type: LogicalType | null,
  report: (message: string) => void,
): GeneratedStrategy | null {
  if (statement.generated === undefined || type === null) return null;
  const strategy = generatedStrategy(statement.generated, type);
  if (strategy.kind === 'strategy') return strategy.strategy;
  report(strategy.message);
  return null;
}
