import type { Server } from '../servers/server';

declare global {
  // Jest loads the global setup, the teardown, the sequencer and the reporter separately; only this they share.
  var polydocServers: readonly Server[] | undefined;
  var polydocSelectedSpecs: readonly string[] | undefined;
  var polydocPrintClosing: (() => void) | undefined;
}

/** Servers that the global setup started, for the teardown. */
export function runningServers(): readonly Server[] {
  return globalThis.polydocServers ?? [];
}

/** Hands servers to the teardown. */
export function setRunningServers(servers: readonly Server[]): void {
  globalThis.polydocServers = servers;
}
