const LISTS = 30;

/** Bytes in use after a collection: the heap, and buffers outside of it, where documents keep bytes. */
function bytesInUse(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Bytes that stay in use for each item of lists that are kept. */
export async function heapPerItem(load: () => Promise<readonly object[]>): Promise<number> {
  const kept: (readonly object[])[] = [await load()];
  const before = bytesInUse();
  for (let list = 0; list < LISTS; list += 1) kept.push(await load());
  const bytes = bytesInUse() - before;
  return bytes / kept.slice(1).reduce((sum, items) => sum + items.length, 0);
}
