import type { CapabilityTable } from '../../lib/capability/support';
import type { EngineName } from '../../lib/contract/engine';
import type { StartServer } from './servers/server';
import type { SpecStore } from './servers/spec-store';

/** An engine that the specs run on. */
export interface EngineRow {
  readonly name: EngineName;
  /** Its folder in `lib/engines` and `spec/engines`. */
  readonly folder: string;
  /** What it can do at best; the server may narrow it. */
  readonly capabilities: CapabilityTable;
  /**
   * False where names that are ambiguous to the store are refused, as keys of maps and as names of JSON members: with a dot,
   * with U+0000, or with a dollar in front.
   */
  readonly storesAnyMemberName: boolean;
  /**
   * True where the server of the specs looks through the collection for each key of a read by many keys, and for each document
   * by a compound key: specs that are about many rows take fewer.
   */
  readonly scansForKeys: boolean;
  /** Null for an engine that runs in process. */
  readonly startServer: StartServer | null;
  /** Address of an engine that runs in process; empty for the others. */
  readonly url: string;
  /** Makes an empty store for one spec file on the server with this address. */
  readonly createStore: (serverUrl: string) => Promise<SpecStore>;
}
