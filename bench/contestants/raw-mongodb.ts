import { type Collection, Double, type MongoClient, type TransactionOptions, UUID } from 'mongodb';
import type { UserRow } from '../bench-user';
import type { RawContestant } from './raw-contestant';

/** A row as the client reads it. */
interface Stored extends Omit<UserRow, 'id' | 'score'> {
  readonly _id: UUID;
  readonly score: Double;
}

const CHUNK_ROWS = 1_000;
const BY_KEY = { _id: 1 } as const;

/** What the library asks for as well. */
const TRANSACTION: TransactionOptions = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority' },
  readPreference: 'primary',
};

/** A row as it is stored. A double is sent as one whatever its value, or it would be an integer now and then. */
export function documentOf(row: UserRow): Stored {
  return {
    _id: new UUID(row.id),
    email: row.email,
    name: row.name,
    country: row.country,
    city: row.city,
    age: row.age,
    visits: row.visits,
    score: new Double(row.score),
    active: row.active,
    tags: row.tags,
    joined: row.joined,
    seen: row.seen,
  };
}

/** The `mongodb` client with the calls that its manual recommends for each task. */
export class RawMongodb implements RawContestant {
  readonly #client: MongoClient;
  readonly #users: Collection<Stored>;

  constructor(client: MongoClient) {
    this.#client = client;
    this.#users = client.db().collection<Stored>('bench_user');
  }

  findByKey(id: string): Promise<object | null> {
    return this.#users.findOne({ _id: new UUID(id) });
  }

  findThousand(): Promise<readonly object[]> {
    return this.#users.find({}, { sort: BY_KEY, limit: 1_000, batchSize: 1_000 }).toArray();
  }

  async insert(row: UserRow): Promise<void> {
    await this.#users.insertOne(documentOf(row));
  }

  async insertAll(rows: readonly UserRow[]): Promise<void> {
    await this.#users.insertMany(rows.map(documentOf));
  }

  async loadChangeSave(id: string, visits: number): Promise<void> {
    const user = await this.#users.findOne({ _id: new UUID(id) });
    if (user === null) throw new Error(`There is no user ${id}.`);
    await this.#users.updateOne({ _id: user._id }, { $set: { visits } });
  }

  async transaction(ids: readonly string[], visits: number): Promise<void> {
    await this.#client.withSession(async (session) => {
      session.startTransaction(TRANSACTION);
      for (const id of ids) {
        await this.#users.updateOne({ _id: new UUID(id) }, { $set: { visits } }, { session });
      }
      await session.commitTransaction();
    });
  }

  /** A promise per batch: iterating over the cursor itself costs one per document. */
  async stream(): Promise<number> {
    let count = 0;
    const cursor = this.#users.find({}, { sort: BY_KEY, batchSize: CHUNK_ROWS });
    while (await cursor.hasNext()) for (const _user of cursor.readBufferedDocuments()) count += 1;
    return count;
  }

  rowOf(read: object): object {
    const { _id, ...rest } = read as Stored;
    return { id: _id.toString(), ...rest };
  }

  /** The bytes: names, order and types of the members. */
  async stored(id: string): Promise<unknown> {
    const [bytes] = await this.#users.find({ _id: new UUID(id) }, { raw: true }).toArray();
    return bytes;
  }
}
