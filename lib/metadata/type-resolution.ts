import type { AnyClass } from '../internal/any-class';
import type { EmbeddedShape, LogicalType } from '../types/logical-type';
import { parseTypeDeclaration, vectorType } from '../types/type-declaration';
import { ValueProblem } from '../types/value-problem';
import type { EmbeddedTarget, FieldDraft, FieldStatement } from './class-draft';
import type { FieldRole } from './field-metadata';
import { inferType } from './type-inference';

/** A field's type, and the classes that it embeds, which are to be checked in their turn. */
export interface TypeResolution {
  readonly type: LogicalType;
  readonly targets: readonly AnyClass[];
  /** A single value by `@Embedded`, which is nullable unless stated otherwise. */
  readonly isSingleEmbedded: boolean;
}

const ROLE_TYPES: Partial<Record<FieldRole, LogicalType>> = {
  version: Object.freeze({ kind: 'int' }),
  createdAt: Object.freeze({ kind: 'timestamp' }),
  updatedAt: Object.freeze({ kind: 'timestamp' }),
  deletedAt: Object.freeze({ kind: 'timestamp' }),
  discriminator: Object.freeze({ kind: 'string' }),
  counter: Object.freeze({ kind: 'bigint' }),
};

/**
 * Finds the type of a field: as stated, as its role implies, or as the compiler emitted it, in this order.
 * @param shapeOf gives the shape of an `@Embeddable` class; called no sooner than the type's shape is asked for
 * @returns the resolution, or a message that says what to write
 */
export function resolveType(
  draft: FieldDraft,
  statement: FieldStatement,
  roles: ReadonlySet<FieldRole>,
  shapeOf: (target: AnyClass) => EmbeddedShape,
): TypeResolution | string {
  const targets: AnyClass[] = [];
  const embed = (target: () => unknown): LogicalType => {
    const resolved = embeddedClass(target());
    targets.push(resolved);
    return embeddedType(resolved, shapeOf);
  };
  const single = statement.embedded?.value === null && !isList(statement.embedded.target());
  try {
    const type = statedType(statement, embed) ?? impliedType(roles) ?? inferredType(draft, embed);
    return { type, targets, isSingleEmbedded: single };
  } catch (error) {
    if (error instanceof ValueProblem) return error.message;
    throw error;
  }
}

function statedType(statement: FieldStatement, embed: (target: () => unknown) => LogicalType): LogicalType | null {
  if (statement.dimensions !== undefined) return vectorType(statement.dimensions);
  if (statement.embedded !== undefined) return typeOfEmbedded(statement.embedded, embed);
  return statement.type === undefined ? null : parseTypeDeclaration(statement.type, embed);
}

function typeOfEmbedded(declared: EmbeddedTarget, embed: (target: () => unknown) => LogicalType): LogicalType {
  const target = declared.target();
  if (declared.value !== null) {
    if (target !== Map) throw misuse('with two functions, the first gives Map: write @Embedded(() => Map, () => C)');
    return Object.freeze({ kind: 'map', key: Object.freeze({ kind: 'string' }), value: embed(declared.value) });
  }
  if (target === Map) throw misuse('a map states the class of its values: write @Embedded(() => Map, () => C)');
  if (!isList(target)) return embed(() => target);
  if (target.length !== 1) throw misuse('a list names one class: write @Embedded(() => [C])');
  return Object.freeze({ kind: 'list', element: embed(() => target[0]) });
}

function impliedType(roles: ReadonlySet<FieldRole>): LogicalType | null {
  for (const role of roles) {
    const type = ROLE_TYPES[role];
    if (type !== undefined) return type;
  }
  return null;
}

function inferredType(draft: FieldDraft, embed: (target: () => unknown) => LogicalType): LogicalType {
  const inference = inferType(draft.designType, draft.notes[0]?.decorator ?? '@Field');
  if (inference.kind === 'problem') throw misuse(inference.message);
  return inference.kind === 'type' ? inference.type : embed(() => draft.designType);
}

/** The shape is looked up late, so that a class can embed itself. */
function embeddedType(target: AnyClass, shapeOf: (target: AnyClass) => EmbeddedShape): LogicalType {
  return Object.freeze({ kind: 'embedded', shape: () => shapeOf(target) });
}

function embeddedClass(value: unknown): AnyClass {
  if (isClass(value)) return value;
  const cause = value === undefined ? ' (undefined: is it declared, and exported, by the time it is needed?)' : '';
  throw misuse(`the embedded class is not a class${cause}: write () => C with an @Embeddable() class C`);
}

function isClass(value: unknown): value is AnyClass {
  return typeof value === 'function';
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function misuse(message: string): ValueProblem {
  return new ValueProblem('declaration', message);
}
