/** The same items in chunks of exactly `size`, the last one maybe smaller. Leaving early leaves the source, too. */
export async function* rechunk<T>(source: AsyncIterable<readonly T[]>, size: number): AsyncGenerator<T[], void, void> {
  let pending: T[] = [];
  for await (const chunk of source) {
    for (const item of chunk) {
      pending.push(item);
      if (pending.length < size) continue;
      yield pending;
      pending = [];
    }
  }
  if (pending.length > 0) yield pending;
}
