import type { AnyClientBulkWriteModel, ClientBulkWriteOptions, ClientBulkWriteResult, Document } from 'mongodb';
import { propertyOf } from '../../internal/property-of';
import type { LimitFields } from './mongodb-limits';
import type { MongoLine } from './mongodb-line';
import { ID } from './mongodb-names';
import type { MongoTarget } from './mongodb-statement';

/** Writes of several kinds to several collections, and how they are sent. */
export interface ClientBulkWrite {
  readonly models: readonly AnyClientBulkWriteModel<Document>[];
  readonly settings: ClientBulkWriteOptions & Pick<LimitFields, 'signal'>;
  /** One of the collections. */
  readonly target: MongoTarget | null;
}

/**
 * One bulk write of the client. The first command of a transaction says its read concern, which not every server takes
 * together with `bulkWrite`: there a read by key that finds nothing goes first, and opens the transaction.
 */
export async function clientBulkWrite(
  line: MongoLine,
  { models, settings, target }: ClientBulkWrite,
): Promise<ClientBulkWriteResult> {
  if (target !== null && isUnopened(line)) {
    const { session, signal } = settings;
    const options = {
      projection: { [ID]: 1 },
      ...(session === undefined ? {} : { session }),
      ...(signal === undefined ? {} : { signal }),
    };
    await line.collection(target).findOne({ [ID]: { $in: [] } }, options);
  }
  return line.client.bulkWrite(models, settings);
}

/** The transaction exists in the client only. The client's types keep to themselves that sessions say so. */
function isUnopened({ session, inTransaction }: MongoLine): boolean {
  return inTransaction && propertyOf(propertyOf(session, 'transaction'), 'isStarting') === true;
}
