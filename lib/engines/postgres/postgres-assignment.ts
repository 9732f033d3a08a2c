import { InvalidQueryError } from '../../errors/usage-errors';
import type { FieldMetadata } from '../../metadata/field-metadata';
import type { Assignment } from '../../query/assignment';
import { arrayChange } from './postgres-array-assignment';
import { bindable, type Change, scalarChange } from './postgres-change-expression';
import { codecOf } from './postgres-codecs';
import { isArrayColumn, isJsonColumn, quoteName } from './postgres-column';
import { jsonTreeSql } from './postgres-json-assignment';
import type { PathScope } from './postgres-path';

/** One column and the expression of its new value. */
export interface ColumnAssignment {
  readonly field: FieldMetadata;
  readonly sql: string;
}

/** New values of columns, and the conditions without which they must not be applied. */
export interface CompiledAssignments {
  readonly columns: readonly ColumnAssignment[];
  /** Each is true where a replaced list element exists. */
  readonly guards: readonly string[];
}

/**
 * Assignments as expressions, one per column whatever the number of paths in it. Siblings of a nested path are kept,
 * missing objects on the way are made, a null column becomes an object. A missing number counts as 0 where it is
 * added to or multiplied, and gives way to the operand of `min` and `max`.
 * Replacing a list element beyond the end must not be applied: that is what `guards` are for.
 * Throws `InvalidQueryError` where one assignment is inside another one's place, `ValueProblem` for values that
 * PostgreSQL cannot hold.
 */
export function compileAssignments(assignments: readonly Assignment[], scope: PathScope): CompiledAssignments {
  const byField = new Map<FieldMetadata, Assignment[]>();
  for (const assignment of assignments) {
    const { field } = assignment.path;
    if (field === null) throw new TypeError('An assignment starts at a field.');
    const known = byField.get(field);
    if (known === undefined) byField.set(field, [assignment]);
    else known.push(assignment);
  }
  const guards: string[] = [];
  const columns = Array.from(byField, ([field, changes]) => ({
    field,
    sql: columnSql(field, changes, { scope, guards }),
  }));
  return { columns, guards };
}

function columnSql(field: FieldMetadata, assignments: readonly Assignment[], change: Change): string {
  const column = `${change.scope.prefix}${quoteName(field.column)}`;
  const isWhole = assignments.every((assignment) => assignment.path.steps.length === 0);
  if (isWhole) return inTurn(column, assignments, (base, assignment) => wholeSql(base, assignment, field, change));
  if (isArrayColumn(field.type)) {
    return inTurn(column, assignments, (base, assignment) => arrayChange(base, assignment, field.type, change));
  }
  if (!isJsonColumn(field.type)) {
    throw new InvalidQueryError(`${field.property} has no parts that could be assigned.`, { path: field.property });
  }
  return jsonTreeSql(column, assignments, field.type, change);
}

/** Each assignment works on the outcome of the one before. */
function inTurn(
  column: string,
  assignments: readonly Assignment[],
  apply: (base: string, assignment: Assignment) => string,
): string {
  return assignments.reduce((base, assignment, index) => apply(index === 0 ? base : `(${base})`, assignment), column);
}

function wholeSql(base: string, assignment: Assignment, field: FieldMetadata, change: Change): string {
  if (assignment.kind === 'unset') return 'NULL';
  if (assignment.kind === 'set') {
    // Null is bound as well, so that the text depends on which fields are set and not on their values.
    return bindable(assignment.path, codecOf(field.type), assignment.value, change);
  }
  if (isArrayColumn(field.type)) return arrayChange(base, assignment, field.type, change);
  if (isJsonColumn(field.type)) return jsonTreeSql(base, [assignment], field.type, change);
  return scalarChange(base, assignment, codecOf(field.type), change);
}
