import { MongoClient } from 'mongodb';

/** What happens to the commands: https://github.com/mongodb/mongo/wiki/The-%22failCommand%22-fail-point */
export interface FailPoint {
  readonly failCommands: readonly string[];
  readonly errorCode?: number;
  readonly errorLabels?: readonly string[];
  readonly closeConnection?: boolean;
  readonly blockConnection?: boolean;
  readonly blockTimeMS?: number;
  readonly writeConcernError?: { readonly code: number; readonly errmsg: string };
}

/** Makes commands of one client fail; those of others go on, though a fail point holds for the whole server. */
export class FailPoints {
  readonly #client: MongoClient;
  readonly #appName: string;

  /** @param appName name that the client in question gives of itself */
  constructor(serverUrl: string, appName: string) {
    this.#client = new MongoClient(serverUrl);
    this.#appName = appName;
  }

  /** From now on, the next `times` commands fail; with Infinity, all until `clear`. */
  async set(point: FailPoint, times = 1): Promise<void> {
    const mode = times === Number.POSITIVE_INFINITY ? 'alwaysOn' : { times };
    await this.#configure({ mode, data: { appName: this.#appName, ...point } });
  }

  /** Nothing fails any more. */
  async clear(): Promise<void> {
    await this.#configure({ mode: 'off' });
  }

  async close(): Promise<void> {
    await this.clear();
    await this.#client.close();
  }

  async #configure(settings: object): Promise<void> {
    await this.#client.db('admin').command({ configureFailPoint: 'failCommand', ...settings });
  }
}
