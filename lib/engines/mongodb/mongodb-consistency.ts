import type { RunOptions } from '../../contract/driver';

type ReadLevel = 'local' | 'majority' | 'linearizable';

interface Concerns {
  readonly read: ReadLevel;
  readonly w: number | 'majority';
}

const MAJORITY: Concerns = Object.freeze({ read: 'majority', w: 'majority' });
const LINEARIZABLE: Concerns = Object.freeze({ read: 'linearizable', w: 'majority' });

function members(w: number): Concerns {
  return Object.freeze({ read: 'local', w });
}

/**
 * Engine-neutral consistency as read and write concern. MongoDB acknowledges by number of members or by majority, so that
 * every kind of quorum, and `all`, is the majority: https://www.mongodb.com/docs/manual/reference/write-concern/
 */
const CONCERNS: ReadonlyMap<string, Concerns> = new Map([
  ['any', members(1)],
  ['one', members(1)],
  ['localOne', members(1)],
  ['two', members(2)],
  ['three', members(3)],
  ['quorum', MAJORITY],
  ['localQuorum', MAJORITY],
  ['eachQuorum', MAJORITY],
  ['all', MAJORITY],
  ['serial', LINEARIZABLE],
  ['localSerial', LINEARIZABLE],
]);

/** Concern of one read as the client takes it; nothing where nothing was asked for. */
export function readConcernOf({ consistency }: RunOptions): { readonly readConcern?: { readonly level: ReadLevel } } {
  const concerns = consistency === null ? undefined : CONCERNS.get(consistency);
  return concerns === undefined ? {} : { readConcern: { level: concerns.read } };
}

/** Concern of one write as the client takes it; nothing where nothing was asked for. */
export function writeConcernOf({ consistency }: RunOptions): {
  readonly writeConcern?: { readonly w: number | 'majority' };
} {
  const concerns = consistency === null ? undefined : CONCERNS.get(consistency);
  return concerns === undefined ? {} : { writeConcern: { w: concerns.w } };
}
