import { PolydocError } from '../../errors/polydoc-error';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { ValueProblem } from '../../types/value-problem';
import type { StoredTable } from './postgres-catalog';
import { change, impossible, type PostgresChange } from './postgres-change';
import { quoteText } from './postgres-column';
import { createIndexSql } from './postgres-index-ddl';
import { defineIndexes, indexChanges, type TakenNames } from './postgres-index-diff';
import { type ViewDefinition, viewDefinition } from './postgres-view-definition';

/** A view as wanted and as stored; in place of a definition that cannot be, the planned change that says why. */
export interface PlannedView {
  readonly definition: ViewDefinition | PostgresChange;
  readonly stored: StoredTable | undefined;
}

/** `pg_class.relkind` of a materialized view. */
const VIEW_KIND = 'm';

/** The definition, or why there cannot be one. */
export function defineView(model: ModelMetadata): ViewDefinition | PostgresChange {
  try {
    return viewDefinition(model);
  } catch (error) {
    if (!(error instanceof PolydocError || error instanceof ValueProblem)) throw error;
    return impossible({ kind: 'createView', model: model.name }, error.message);
  }
}

function createSql(view: ViewDefinition): readonly string[] {
  return [
    `CREATE MATERIALIZED VIEW ${view.sql} AS\n${view.select}`,
    `COMMENT ON MATERIALIZED VIEW ${view.sql} IS ${quoteText(view.remark)}`,
  ];
}

/** Statements that make the view with all its indexes. */
function completeSql(view: ViewDefinition): readonly string[] {
  const indexes = defineIndexes(view).flatMap((index) =>
    'risk' in index ? [] : createIndexSql(view.sql, view.schema, index),
  );
  return [...createSql(view), ...indexes];
}

const dropSql = (view: ViewDefinition): string => `DROP MATERIALIZED VIEW ${view.sql}`;

/** Stored views that read `relation`, directly or through others, each after what it reads. */
function readersOf(relation: string, views: readonly PlannedView[]): readonly ViewDefinition[] {
  const direct = views.flatMap(({ definition, stored }) =>
    'risk' in definition || stored?.kind !== VIEW_KIND || definition.source !== relation ? [] : [definition],
  );
  return direct.flatMap((view) => [view, ...readersOf(view.sql, views)]);
}

/** PostgreSQL changes no column that a view reads: the views go, and come back as the models want them. */
export function aroundViews(relation: string, statement: string, views: readonly PlannedView[]): readonly string[] {
  const readers = readersOf(relation, views);
  return [...[...readers].reverse().map(dropSql), statement, ...readers.flatMap(completeSql)];
}

function storedViewChanges(
  definition: ViewDefinition,
  stored: StoredTable,
  views: readonly PlannedView[],
  taken: TakenNames,
  dropRemovedIndexes: boolean,
): PostgresChange[] {
  const { model } = definition;
  if (stored.kind !== VIEW_KIND) {
    const reason = `${definition.name} exists and is no materialized view: give the model another name.`;
    return [impossible({ kind: 'createView', model }, reason)];
  }
  const indexes = indexChanges(definition, stored, taken, dropRemovedIndexes);
  if (stored.comment === definition.remark) return indexes;
  const readers = readersOf(definition.sql, views);
  const statements = [
    ...[definition, ...readers].reverse().map(dropSql),
    ...[definition, ...readers].flatMap(completeSql),
  ];
  // What cannot be made is still said; the rest of the indexes comes with the new view.
  const problems = indexes.filter(({ risk }) => risk === 'impossible');
  return [change({ kind: 'replaceView', model }, 'rewrite', statements), ...problems];
}

/** Differences between the views that models want and those that are there, each view after what it reads. */
export function viewChanges(
  views: readonly PlannedView[],
  taken: TakenNames,
  dropRemovedIndexes: boolean,
): PostgresChange[] {
  return views.flatMap(({ definition, stored }) => {
    if ('risk' in definition) return [definition];
    if (stored !== undefined) return storedViewChanges(definition, stored, views, taken, dropRemovedIndexes);
    const create = change({ kind: 'createView', model: definition.model }, 'safe', createSql(definition));
    return [create, ...indexChanges(definition, null, taken, dropRemovedIndexes)];
  });
}
