import type { Document } from 'mongodb';
import type { RunOptions } from '../../contract/driver';
import { InvalidQueryError } from '../../errors/usage-errors';
import { propertyOf } from '../../internal/property-of';
import { readFields } from './mongodb-call-fields';
import type { LimitFields } from './mongodb-limits';
import type { MongoLine } from './mongodb-line';
import { checkReply } from './refused-write-error';

/** Commands whose reply is a cursor: the first member of a command is its name. */
const CURSOR_COMMANDS = new Set(['find', 'aggregate', 'listCollections', 'listIndexes']);

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A command as callers write it. */
function commandOf(statement: unknown, parameters: readonly unknown[]): Document {
  const context = { engine: 'mongodb', operation: 'execute' };
  if (!isDocument(statement)) {
    throw new InvalidQueryError('MongoDB is given commands, not text: `engine.execute({ ping: 1 })`.', context);
  }
  if (parameters.length === 0) return statement;
  throw new InvalidQueryError('A command of MongoDB has no parameters: write the values into it.', context);
}

function returnsCursor(command: Document): boolean {
  const [name] = Object.keys(command);
  return name !== undefined && CURSOR_COMMANDS.has(name) && command.explain !== true;
}

/** `aggregate` has to state that it wants a cursor, behind its name: the first member is the command. */
function cursorCommand(command: Document): Document {
  return 'aggregate' in command && !('cursor' in command) ? { ...command, cursor: {} } : command;
}

/**
 * Runs a command of the caller's. A cursor is read to its end, any other reply is one row. The member `$db` names another
 * database than the engine's.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for what is no command, and for parameters
 */
export async function runCommand(
  line: MongoLine,
  statement: unknown,
  parameters: readonly unknown[],
  options: RunOptions,
  limits: LimitFields,
): Promise<readonly object[]> {
  const { $db, ...command } = commandOf(statement, parameters);
  const database = line.client.db(typeof $db === 'string' ? $db : line.database);
  const { session, signal } = readFields(line, options, limits);
  const fields = {
    raw: false,
    ...(session === undefined ? {} : { session }),
    ...(signal === undefined ? {} : { signal }),
  };
  if (returnsCursor(command)) return database.runCursorCommand(cursorCommand(command), fields).toArray();
  const reply = await database.command(command, fields);
  checkReply(reply);
  const batch = propertyOf(propertyOf(reply, 'cursor'), 'firstBatch');
  return Array.isArray(batch) ? batch : [reply];
}
