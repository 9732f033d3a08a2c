import fc from 'fast-check';
import { NO_RUN_OPTIONS } from '../../../lib/contract/driver';
import { codecOf, jsonbCodecOf } from '../../../lib/engines/postgres/postgres-codecs';
import { equalValues } from '../../../lib/types/equal-values';
import { parserFor } from '../../../lib/types/parse-value';
import { ValueProblem } from '../../../lib/types/value-problem';
import { typedValues } from '../../unit/types/typed-values';
import { ArticleStore } from './article-store';

describe.each(['postgres', 'pglite'] as const)('values on %s', (name) => {
  let store: ArticleStore;

  beforeAll(async () => {
    store = await ArticleStore.open(name);
  }, 60_000);
  afterAll(() => store?.close(), 60_000);

  it('come back equal through the server, as a column and inside jsonb', async () => {
    const property = fc.asyncProperty(typedValues, async ({ type, value }) => {
      const canonical = parserFor(type)(value);
      // Without the extension the server has no type `vector`.
      const codecs = [codecOf(type), jsonbCodecOf(type)].filter(({ sqlType }) => !sqlType.startsWith('vector'));
      for (const codec of codecs) {
        const text = encoded(codec.encode, canonical);
        if (text === null) continue;
        const statement = { text: `SELECT $1::${codec.sqlType}`, values: [text] };
        const [row] = (await store.connection.run(statement, NO_RUN_OPTIONS)).rows as [[string]];
        expect(equalValues(type, codec.decode(row[0]), canonical)).toBe(true);
      }
    });
    await fc.assert(property, { numRuns: 500 });
  }, 60_000);
});

/** Text of a value, or null where PostgreSQL cannot hold it. */
function encoded(encode: (value: unknown) => string, value: unknown): string | null {
  try {
    return encode(value);
  } catch (cause) {
    if (cause instanceof ValueProblem) return null;
    throw cause;
  }
}
