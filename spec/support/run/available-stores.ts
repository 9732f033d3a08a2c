import type { Capability } from '../../../lib/capability/capability';
import type { Support } from '../../../lib/capability/support';

/** What the global setup found out about an engine's server. */
export type StoreStatus =
  | {
      readonly url: string;
      readonly version: string;
      /** See `Server`; for the closing table. */
      readonly cannotShow?: string;
      readonly capabilities: CapabilityLevels | null;
    }
  | { readonly unavailable: string };

/** A capability table as it came through JSON. */
export type CapabilityLevels = Readonly<Record<Capability, Support>>;

const VARIABLE = 'POLYDOC_SPEC_STORES';

/** Hands the servers' addresses to the processes that run the specs. */
export function publishStores(stores: Readonly<Record<string, StoreStatus>>): void {
  process.env[VARIABLE] = JSON.stringify(stores);
}

/** What the global setup found out about the engine's server; undefined when it did not look for it. */
export function storeStatus(engine: string): StoreStatus | undefined {
  const stores: Record<string, StoreStatus> = JSON.parse(process.env[VARIABLE] ?? '{}');
  return stores[engine];
}
