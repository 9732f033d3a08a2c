import type { ClientSession } from 'mongodb';
import type { RunOptions } from '../../contract/driver';
import { InvalidQueryError } from '../../errors/usage-errors';
import type { ReadHints } from '../../query/operation';
import { readConcernOf, writeConcernOf } from './mongodb-consistency';
import type { LimitFields } from './mongodb-limits';
import type { MongoLine } from './mongodb-line';

/** What every operation of the client is called with. */
export interface CallFields extends LimitFields {
  readonly session?: ClientSession;
  readonly readConcern?: { readonly level: 'local' | 'majority' | 'linearizable' };
  readonly writeConcern?: { readonly w: number | 'majority' };
}

/** Options of one read. Inside a transaction its concerns hold, and the client refuses others. */
export function readFields(line: MongoLine, options: RunOptions, limits: LimitFields): CallFields {
  return callFields(line, limits, options.consistency === null || line.inTransaction ? null : readConcernOf(options));
}

/** Options of one write. */
export function writeFields(line: MongoLine, options: RunOptions, limits: LimitFields): CallFields {
  return callFields(line, limits, options.consistency === null || line.inTransaction ? null : writeConcernOf(options));
}

/** The client copies what it is given: what most calls say can be one object. */
function callFields({ session }: MongoLine, limits: LimitFields, concern: object | null): CallFields {
  if (concern === null) return session === null ? limits : { ...limits, session };
  return session === null ? { ...limits, ...concern } : { ...limits, session, ...concern };
}

/** https://www.mongodb.com/docs/manual/core/read-preference/ */
const READ_PREFERENCES = ['primary', 'primaryPreferred', 'secondary', 'secondaryPreferred', 'nearest'] as const;

type ReadPreferenceName = (typeof READ_PREFERENCES)[number];

/** What the hints of a read are to the client. */
export interface HintFields {
  readonly hint?: string | Record<string, 1 | -1>;
  readonly comment?: string;
  readonly readPreference?: ReadPreferenceName;
}

/**
 * The hints as the client takes them.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for a hint or a read preference that there is not
 */
export function hintFields({ hint, comment, readPreference }: ReadHints): HintFields {
  return {
    ...(hint === null ? {} : { hint: indexHint(hint) }),
    ...(comment === null ? {} : { comment }),
    ...(readPreference === null ? {} : { readPreference: preferenceOf(readPreference) }),
  };
}

function preferenceOf(name: string): ReadPreferenceName {
  const known = READ_PREFERENCES.find((preference) => preference === name);
  if (known !== undefined) return known;
  throw new InvalidQueryError(`\`${name}\` is no read preference. There are: ${READ_PREFERENCES.join(', ')}.`, {
    engine: 'mongodb',
  });
}

/** The name of an index, or its keys with 1 or -1 each. */
function indexHint(hint: unknown): string | Record<string, 1 | -1> {
  if (typeof hint === 'string') return hint;
  if (isIndexKeys(hint)) return hint;
  throw new InvalidQueryError('A hint on MongoDB is the name of an index, or its keys: `{ name: 1 }`.', {
    engine: 'mongodb',
  });
}

function isIndexKeys(hint: unknown): hint is Record<string, 1 | -1> {
  if (typeof hint !== 'object' || hint === null || Array.isArray(hint)) return false;
  return Object.values(hint).every((direction) => direction === 1 || direction === -1);
}
