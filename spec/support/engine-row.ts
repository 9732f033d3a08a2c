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
  /** Null for an engine that runs in process. */
  readonly startServer: StartServer | null;
  /** Address of an engine that runs in process; empty for the others. */
  readonly url: string;
  /** Makes an empty store for one spec file on the server with this address. */
  readonly createStore: (serverUrl: string) => Promise<SpecStore>;
}
