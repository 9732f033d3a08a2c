import { BSON } from 'mongodb';
import type { RunOptions } from '../../contract/driver';
import { NO_READ_HINTS } from '../../query/operation';
import { endOfName, endOfValue } from './bson-skip';
import type { LimitFields } from './mongodb-limits';
import type { MongoLine } from './mongodb-line';
import { ID } from './mongodb-names';
import { runRead } from './mongodb-read';
import type { BsonDocument, FindAndModifyStatement } from './mongodb-statement';

/** The bytes of the documents that statements gave back. */
export type ReturnedRows = ReadonlyMap<FindAndModifyStatement, unknown>;

/** Length of a document in front of its members. */
const HEAD = 4;

/** Documents as they are after the statements, which name them by `_id`; one find per collection and projection. */
export async function returnedRows(
  line: MongoLine,
  statements: readonly FindAndModifyStatement[],
  options: RunOptions,
  limits: LimitFields,
): Promise<ReturnedRows> {
  const found = new Map<FindAndModifyStatement, unknown>();
  for (const group of groupsOf(statements)) {
    const [first] = group;
    if (first === undefined) continue;
    const filter = { [ID]: { $in: group.map(({ filter: own }) => own[ID]) } };
    const projection = first.projection === null ? null : { ...first.projection, [ID]: 1 };
    const read = {
      kind: 'find',
      target: first.target,
      filter,
      projection,
      sort: null,
      limit: null,
      skip: 0,
      hints: NO_READ_HINTS,
      dropsExpired: false,
    } as const;
    const { rows } = await runRead(line, read, options, limits);
    const byKey = new Map(rows.flatMap((row) => (isBytes(row) ? [[keyIn(row), row] as const] : [])));
    for (const statement of group) {
      const row = byKey.get(keyOf(statement.filter));
      if (row !== undefined) found.set(statement, row);
    }
  }
  return found;
}

function groupsOf(statements: readonly FindAndModifyStatement[]): Iterable<readonly FindAndModifyStatement[]> {
  const groups = new Map<string, FindAndModifyStatement[]>();
  for (const statement of statements) {
    const name = JSON.stringify([statement.target, statement.projection]);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [statement]);
    else group.push(statement);
  }
  return groups.values();
}

/** By its shape: under jest the client's bytes are of another realm. */
function isBytes(row: unknown): row is Uint8Array {
  return ArrayBuffer.isView(row);
}

/** The server puts `_id` first in every document. */
function keyIn(row: Uint8Array): string {
  const type = row[HEAD] ?? 0;
  const end = endOfValue(row, type, endOfName(row, HEAD + 1));
  return Buffer.from(row.subarray(HEAD, end)).toString('latin1');
}

function keyOf(filter: BsonDocument): string {
  return keyIn(BSON.serialize({ [ID]: filter[ID] }));
}
