import { DocumentNotFoundError } from '../errors/outcome-errors';
import { UnprocessableError } from '../errors/value-errors';
import { asRecord } from '../internal/as-record';
import type { FieldMetadata } from '../metadata/field-metadata';
import type { ModelMetadata } from '../metadata/model-metadata';
import type { Assignment } from '../query/assignment';
import { parseChanges } from '../query/parse-changes';
import { and, type Predicate } from '../query/predicate';
import { ruleProblems } from './check-document';
import { conditionPredicate } from './condition';
import { ConditionalResult } from './conditional-result';
import { keyForError, keyOf } from './document-key';
import { stateOf } from './document-state';
import { readExistingRow } from './existing-row';
import { assignmentOf, changesOfField, dirtyFields } from './field-changes';
import { hasHooks, runHooks } from './hooks';
import { afterWrite } from './insert-document';
import type { UpdateOptions } from './options';
import { findVisibleRow } from './rewrite-query';
import { findRow, updateRows } from './row-operations';
import { isStated, ruleDraft } from './rule-draft';
import { systemAssignments } from './system-values';
import { takeOverStored } from './take-over-stored';
import { throwProblems } from './throw-problems';
import { dispatch, documentContext, enlistDocument, type WriteContext } from './write-context';

/**
 * Changes the given fields of the document's row and takes over what was really stored.
 * Resolves to null for an unconditional update and for one that joined a batch.
 * @throws DocumentNotFoundError (POLYDOC_DOCUMENT_NOT_FOUND) when the row is gone and no condition was given.
 */
export async function updateDocument(
  document: object,
  changes: unknown,
  options: UpdateOptions | undefined,
): Promise<ConditionalResult | null> {
  const context = documentContext(document, options, 'update');
  const { model } = context;
  const assignments = parseChanges(model, changes);
  enlistDocument(context, document);
  const added = await runUpdateHooks(context, document, assignments);
  await checkRules(model, document, assignments, options);
  const all = [...assignments, ...added];
  const condition = conditionPredicate(model, options?.ifConditions);
  const conditional = condition !== null || options?.ifExists === true;
  if (all.length === 0) return conditional ? new ConditionalResult(true, null) : null;
  const outcome = await writeAssignments(document, context, [...all, ...systemAssignments(model, new Date())], {
    operation: 'update',
    condition,
    ifExists: options?.ifExists === true,
    event: 'afterUpdate',
    also: null,
  });
  return conditional ? outcome : null;
}

/** How a write of assignments is guarded. */
export interface AssignmentGuard {
  readonly operation: string;
  readonly condition: Predicate | null;
  readonly ifExists: boolean;
  /** Hooks that follow. */
  readonly event: 'afterUpdate' | 'afterDelete';
  /** Must hold for the row to count as there at all; null when any row does. */
  readonly also: Predicate | null;
}

/** Sends assignments for the document's row and patches memory from what was stored. */
export async function writeAssignments(
  document: object,
  context: WriteContext,
  assignments: readonly Assignment[],
  guard: AssignmentGuard,
): Promise<ConditionalResult | null> {
  const { model, write } = context;
  const key = keyOf(model, document);
  const byKey: Predicate = { kind: 'key', values: key };
  const where = guard.also === null ? byKey : and(byKey, guard.also);
  const returning = touchedFields(assignments);
  const conditional = guard.condition !== null || guard.ifExists;
  const { condition, ifExists } = guard;
  return dispatch<ConditionalResult>(context, {
    operation: updateRows(model, where, assignments, write, { condition, ifExists, returning }),
    conditional,
    refuse: async () => (await elementMissing(context, where, assignments)) ?? rowGone(context, key, guard.operation),
    readExisting: conditional ? findVisibleRow(context, where) : null,
    settle: async (result) => {
      if (result.affected === 0) {
        // Without further conditions a row that is there lacks the element, and that is no outcome but an error.
        const missing = condition === null ? await elementMissing(context, where, assignments) : null;
        if (missing !== null) throw missing;
        return new ConditionalResult(false, await readExistingRow(context, result, where));
      }
      takeOverStored(context, document, { fields: returning, assignments, result });
      await afterWrite(context, document, guard.event);
      return new ConditionalResult(true, null);
    },
  });
}

/** A write to elements of lists does nothing where one of them does not exist; null when there is no row at all. */
async function elementMissing(
  { model, runtime, call }: WriteContext,
  where: Predicate,
  assignments: readonly Assignment[],
): Promise<UnprocessableError | null> {
  const element = assignments.find(
    ({ kind, path }) => kind === 'setIndex' || path.steps.some((step) => step.kind === 'index'),
  );
  if (element === undefined) return null;
  const found = await runtime.run(findRow(model, where, model.key.fields), call);
  if (found.rows.length === 0) return null;
  return new UnprocessableError(
    `${model.name}.${element.path.text}: the stored list has no element at that position.`,
    {
      model: model.name,
      engine: runtime.name,
      operation: 'update',
      hint: 'Reload the document with refresh(), or append with $push.',
    },
  );
}

/** The row that a write by key was meant for does not exist. */
export function rowGone(context: WriteContext, key: readonly unknown[], operation: string): DocumentNotFoundError {
  const { model, runtime } = context;
  const shown = keyForError(model, key);
  return new DocumentNotFoundError(`The row of this ${model.name} is gone.`, {
    model: model.name,
    key: shown,
    keys: [shown],
    engine: runtime.name,
    operation,
  });
}

/** Runs the before-hooks; fields that they changed are written along with what the caller asked for. */
async function runUpdateHooks(
  context: WriteContext,
  document: object,
  asked: readonly Assignment[],
): Promise<Assignment[]> {
  const { model } = context;
  if (!hasHooks(context, 'beforeValidate', 'beforeSave', 'beforeUpdate')) return [];
  const { snapshot } = stateOf(document);
  const dirtyBefore = snapshot === null ? [] : dirtyFields(model, document, snapshot);
  await runHooks(context, document, 'beforeValidate', 'beforeSave', 'beforeUpdate');
  if (snapshot === null) return [];
  const askedFields = new Set(asked.map((assignment) => assignment.path.field));
  return dirtyFields(model, document, snapshot)
    .filter((field) => !dirtyBefore.includes(field) && !askedFields.has(field))
    .filter((field) => field !== model.version && field !== model.updatedAt)
    .flatMap((field) =>
      changesOfField(field, snapshot.original(field), asRecord(document)[field.property]).map(assignmentOf),
    );
}

/** Holds the rules of the changed fields against the values to come, as far as the caller states them. */
async function checkRules(
  model: ModelMetadata,
  document: object,
  assignments: readonly Assignment[],
  options: UpdateOptions | undefined,
): Promise<void> {
  const draft = ruleDraft(document, assignments);
  if (draft === null) return;
  const problems = await ruleProblems(model, draft.document, options);
  throwProblems(
    model,
    problems.filter((problem) => isStated(draft, problem.path)),
  );
}

/** Fields that assignments write, each once, in the model's order. */
function touchedFields(assignments: readonly Assignment[]): FieldMetadata[] {
  const fields = new Set<FieldMetadata>();
  for (const { path } of assignments) if (path.field !== null) fields.add(path.field);
  return [...fields].sort((left, right) => left.index - right.index);
}
