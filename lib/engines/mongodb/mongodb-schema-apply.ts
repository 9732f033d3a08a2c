import type { Connection } from '../../contract/driver';
import { NO_RUN_OPTIONS } from '../../contract/driver';
import { propertyOf } from '../../internal/property-of';
import type { MongoChange, SchemaStep } from './mongodb-schema-change';
import { noteIndexes, noteView } from './mongodb-schema-registry';
import type { BsonDocument, MongoTarget } from './mongodb-statement';
import { refresh } from './mongodb-view-refresh';
import { refusedWrite } from './refused-write';

async function send(connection: Connection<unknown>, command: BsonDocument): Promise<object | undefined> {
  const [reply] = await connection.execute(command, [], NO_RUN_OPTIONS);
  return reply;
}

/** True unless the reply says that everything was there already. */
function hasChanged(reply: object | undefined): boolean {
  const before = propertyOf(reply, 'numIndexesBefore');
  return before === undefined || before !== propertyOf(reply, 'numIndexesAfter');
}

async function applyStep(connection: Connection<unknown>, target: MongoTarget, step: SchemaStep): Promise<boolean> {
  switch (step.kind) {
    case 'command': {
      const reply = await send(connection, step.command);
      const refused = refusedWrite(reply);
      if (refused !== null) throw refused;
      return hasChanged(reply);
    }
    case 'own':
      await noteIndexes(connection, target, step.indexes);
      return false;
    case 'markView':
      await noteView(connection, target, step.hash);
      return false;
    case 'fill':
      await refresh(connection, step.model);
      await noteView(connection, target, step.hash);
      return true;
  }
}

/** Takes back what was done, last first. The error that made it necessary is the one to tell. */
async function takeBack(connection: Connection<unknown>, undos: readonly BsonDocument[]): Promise<void> {
  try {
    for (const undo of [...undos].reverse()) await send(connection, undo);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}

/**
 * Applies one change; resolves to whether it was this call that did something. Where a step fails the steps before it are
 * taken back as far as they can be: MongoDB changes its schema outside of transactions. Throws the client's error.
 */
export async function applyChange(connection: Connection<unknown>, { target, steps }: MongoChange): Promise<boolean> {
  const undos: BsonDocument[] = [];
  let isChanged = false;
  try {
    for (const step of steps) {
      isChanged = (await applyStep(connection, target, step)) || isChanged;
      if (step.kind === 'command' && step.undo !== null) undos.push(step.undo);
    }
    return isChanged;
  } catch (error) {
    await takeBack(connection, undos);
    throw error;
  }
}
