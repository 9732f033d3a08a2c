import type { ConnectedEngine } from '../../lib';

/** Names of the operations that the engine ran while `work` did, in order; transactions' own statements are left out. */
export async function statementsOf(engine: ConnectedEngine, work: () => unknown): Promise<readonly string[]> {
  const operations: string[] = [];
  const stop = engine.on('operation', (event) => {
    if (event.operation !== 'transaction') operations.push(event.operation);
  });
  try {
    await work();
  } finally {
    stop();
  }
  return operations;
}
