import { runningServers } from './running-servers';

/** Stops the servers and prints the closing table. */
export default async function globalTeardown(): Promise<void> {
  await Promise.all(runningServers().map((server) => server.stop()));
  globalThis.polydocPrintClosing?.();
}
