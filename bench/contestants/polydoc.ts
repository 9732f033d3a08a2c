import type { ConnectedEngine } from '../../lib';
import { BenchUser, type UserRow } from '../bench-user';

/** The library with everything on: validation, tracking, ambient sessions. */
export class PolydocContestant {
  readonly #engine: ConnectedEngine;

  constructor(engine: ConnectedEngine) {
    this.#engine = engine;
  }

  findByKey(id: string): Promise<BenchUser> {
    return BenchUser.get(id);
  }

  findThousand(): Promise<BenchUser[]> {
    return BenchUser.find().limit(1_000).all();
  }

  async insert(row: UserRow): Promise<void> {
    await BenchUser.build(row).insert();
  }

  async insertAll(rows: readonly UserRow[]): Promise<void> {
    await BenchUser.insertMany(rows);
  }

  async loadChangeSave(id: string, visits: number): Promise<void> {
    const user = await BenchUser.get(id);
    user.visits = visits;
    await user.save();
  }

  async transaction(users: readonly BenchUser[], visits: number): Promise<void> {
    await this.#engine.transaction(async () => {
      for (const user of users) {
        user.visits = visits;
        await user.save();
      }
    });
  }

  async stream(): Promise<number> {
    let count = 0;
    for await (const rows of this.chunks()) for (const _row of rows) count += 1;
    return count;
  }

  chunks(): AsyncIterable<readonly BenchUser[]> {
    return BenchUser.find().batches(1_000);
  }
}
