import type { ConnectedEngine } from '../../model/connected-engine';

/**
 * Counts the statements that the engine sends while `work` runs and is awaited: reads, writes (each of a batch), raw
 * ones, failed ones. BEGIN, COMMIT, savepoints and schema work are not counted; a stream counts once per round trip,
 * or once where the store has cursors. What other callers do on the same engine meanwhile is counted too.
 * @throws what `work` throws.
 * @example
 * expect(await queryCount(engine, () => User.find({ age: 36 }))).toBe(1);
 */
export async function queryCount(engine: ConnectedEngine, work: () => unknown): Promise<number> {
  let count = 0;
  const stop = engine.on('operation', () => {
    count += 1;
  });
  try {
    await work();
  } finally {
    stop();
  }
  return count;
}
