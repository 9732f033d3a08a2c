/** Chunks between two looks at the memory: each costs a full collection. */
const CHUNKS_PER_LOOK = 5;

/** Bytes that are in use after a collection: the heap, and buffers outside of it. */
function bytesInUse(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/**
 * Most bytes that a stream holds at any time above what was in use before it began, its chunk at hand included. Garbage
 * does not count: it is what stays that grows with the number of rows.
 */
export async function streamMemory(stream: AsyncIterable<readonly unknown[]>): Promise<number> {
  const idle = bytesInUse();
  let most = 0;
  let chunks = 0;
  for await (const chunk of stream) {
    chunks += 1;
    if (chunk.length > 0 && chunks % CHUNKS_PER_LOOK === 0) most = Math.max(most, bytesInUse() - idle);
  }
  return most;
}
