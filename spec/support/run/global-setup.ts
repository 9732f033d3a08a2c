import { readFileSync } from 'node:fs';
import type { EngineRow } from '../engine-row';
import type { Server } from '../servers/server';
import { type CapabilityLevels, publishStores, type StoreStatus } from './available-stores';
import { setRunningServers } from './running-servers';

const ENGINE_FOLDER = /[\\/]spec[\\/]engines[\\/](\w+)[\\/]/;

function needsEngines(path: string): boolean {
  return readFileSync(path, 'utf8').includes('support/engines');
}

/** Engines that the spec may ask for: all of them, unless it stands in one engine's folder. */
function enginesOf(path: string, engines: readonly EngineRow[]): readonly EngineRow[] {
  const folder = ENGINE_FOLDER.exec(path)?.[1];
  const own = engines.filter((row) => row.folder === folder);
  return own.length > 0 ? own : engines;
}

/** The table as narrowed by the store; null when connecting fails, which the specs then report themselves. */
async function readCapabilities(url: string): Promise<CapabilityLevels | null> {
  const { createEngine } = await import('../../../lib');
  try {
    const engine = await createEngine({ url });
    const { capabilities } = engine;
    await engine.close();
    return capabilities;
  } catch {
    return null;
  }
}

async function start(row: EngineRow, servers: Server[]): Promise<StoreStatus> {
  if (row.startServer === null) {
    return { url: row.url, version: 'in process', capabilities: await readCapabilities(row.url) };
  }
  try {
    const server = await row.startServer();
    servers.push(server);
    const { url, version, cannotShow } = server;
    const capabilities = await readCapabilities(url);
    return { url, version, capabilities, ...(cannotShow === undefined ? {} : { cannotShow }) };
  } catch (cause) {
    return { unavailable: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** Starts the servers that the selected specs ask for, once per run; none if no spec does. */
export default async function globalSetup(): Promise<void> {
  publishStores({});
  const specs = (globalThis.polydocSelectedSpecs ?? []).filter(needsEngines);
  if (specs.length === 0) return;
  // Only now: a run of unit specs does not load every engine.
  const { ENGINES } = await import('../engines');
  const wanted = new Set(specs.flatMap((path) => enginesOf(path, ENGINES)));
  const servers: Server[] = [];
  setRunningServers(servers);
  const stores = await Promise.all([...wanted].map(async (row) => [row.name, await start(row, servers)] as const));
  publishStores(Object.fromEntries(stores));
}
