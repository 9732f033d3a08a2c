import { randomBytes } from 'node:crypto';
import type { Connection } from '../../contract/driver';
import { SchemaError } from '../../errors/database-errors';
import { chunksOf } from '../../internal/chunks-of';
import { propertyOf } from '../../internal/property-of';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { command } from './mongodb-introspect';
import { ID, targetOf } from './mongodb-names';
import type { BsonDocument, MongoTarget } from './mongodb-statement';
import { type ViewPipeline, viewPipeline } from './mongodb-view-pipeline';

/** Rows that are removed by one command. */
const REMOVED_AT_ONCE = 1_000;

/** The collection to which a pipeline over `source` writes; a database that is not named is that of the source. */
function outputOf(connection: Connection<unknown>, target: MongoTarget, source: MongoTarget): unknown {
  if (target.database === source.database) return target.collection;
  return { db: target.database ?? String(propertyOf(connection, 'database')), coll: target.collection };
}

async function aggregate(
  connection: Connection<unknown>,
  source: MongoTarget,
  pipeline: readonly BsonDocument[],
): Promise<readonly object[]> {
  return command(connection, source, { aggregate: source.collection, pipeline, allowDiskUse: true, cursor: {} });
}

/** Removes the rows of the view that are not in `rows`. */
async function removeOthers(connection: Connection<unknown>, view: MongoTarget, rows: MongoTarget): Promise<void> {
  const others = await aggregate(connection, view, [
    { $lookup: { from: rows.collection, localField: ID, foreignField: ID, as: 'kept' } },
    { $match: { kept: { $size: 0 } } },
    { $project: { [ID]: 1 } },
  ]);
  for (const some of chunksOf(others, REMOVED_AT_ONCE)) {
    const q = { [ID]: { $in: some.map((row) => propertyOf(row, ID)) } };
    await command(connection, view, { delete: view.collection, deletes: [{ q, limit: 0 }] });
  }
}

/**
 * Computes a view anew: aside first, then brought in row by row, then rows are removed that are no longer part of it.
 * Readers never wait and never find the view empty; meanwhile they may see rows of before beside those of after. A row
 * goes only when a whole result lacks it, so that several refreshes at once do no harm. What begins last and ends first
 * may lose what came into being meanwhile, up to the next refresh.
 * https://www.mongodb.com/docs/manual/core/materialized-views/
 */
export async function refresh(
  connection: Connection<unknown>,
  view: ModelMetadata,
  { source, stages }: ViewPipeline = viewPipeline(view),
): Promise<void> {
  const target = targetOf(view);
  if (target.collection === source.collection && target.database === source.database) {
    throw new SchemaError(`${view.name} has the stored name of what it is made of.`, { model: view.name });
  }
  const rows: MongoTarget = { ...target, collection: `polydoc_refresh_${randomBytes(8).toString('hex')}` };
  try {
    await aggregate(connection, source, [...stages, { $out: outputOf(connection, rows, source) }]);
    await aggregate(connection, rows, [
      { $merge: { into: target.collection, on: ID, whenMatched: 'replace', whenNotMatched: 'insert' } },
    ]);
    await removeOthers(connection, target, rows);
  } finally {
    await command(connection, rows, { drop: rows.collection });
  }
}
