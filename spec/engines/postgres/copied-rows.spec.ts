import fc from 'fast-check';
import {
  BulkWriteError,
  Document,
  DuplicateKeyError,
  Entity,
  Field,
  Index,
  PrimaryKey,
  ValidationError,
} from '../../../lib';
import { describeEngines } from '../../support/engines';
import { expectError } from '../../support/expect-error';
import { EveryType } from '../../support/models/every-type';

const COUNT = 300;

@Entity({ name: 'copied_items' })
class CopiedItem extends Document {
  @PrimaryKey({ type: 'int' }) id!: number;

  @Index({ unique: true }) @Field({ type: 'string', nullable: true }) code?: string | null;

  @Field({ type: 'double', nullable: true }) n?: number | null;
}

function items<T extends object>(more: (id: number) => T = () => ({}) as T) {
  return Array.from({ length: COUNT }, (_row, id) => ({ id, code: `c${id}`, n: id, ...more(id) }));
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }).map((value) => Buffer.from(value.replaceAll('\0', '')).toString()),
  fc.constantFrom('', '\\N', '\\.', '\n\\.\n', '\\', '\t', '\r\n', '{"a"}', 'NULL', '"', "'", '\b\f\v'),
);
const row = fc.record({
  string: fc.option(text),
  strings: fc.option(fc.array(text, { maxLength: 4 })),
  stringSet: fc.option(fc.array(text, { maxLength: 3 }).map((values) => new Set(values))),
  bigintMap: fc.option(
    fc.array(fc.tuple(text, fc.bigInt({ min: -9n, max: 9n })), { maxLength: 3 }).map((all) => new Map(all)),
  ),
  json: fc.option(fc.array(text, { maxLength: 3 })),
  bytes: fc.option(fc.uint8Array({ maxLength: 12 })),
  chunks: fc.option(fc.array(fc.uint8Array({ maxLength: 5 }), { maxLength: 3 })),
  timestamps: fc.option(
    fc.array(fc.date({ min: new Date(0), max: new Date(9e12), noInvalidDate: true }), { maxLength: 3 }),
  ),
  double: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
});

describeEngines(['postgres', 'pglite'], 'rows that are copied', (engine) => {
  engine.useModels(CopiedItem, EveryType);
  beforeEach(() => CopiedItem.truncate());

  const run = (statement: string): Promise<readonly object[]> => engine.engine.execute(statement);

  /** The statement that the server ran for them, as a trigger on the table sees it. */
  async function seenBy(work: () => Promise<unknown>): Promise<readonly unknown[]> {
    await run('CREATE TABLE IF NOT EXISTS copied_log (query text)');
    await run('TRUNCATE copied_log');
    await run(`CREATE OR REPLACE FUNCTION copied_note() RETURNS trigger LANGUAGE plpgsql
      AS $$ BEGIN INSERT INTO copied_log VALUES (split_part(current_query(), ' ', 1)); RETURN NULL; END $$`);
    await run('CREATE TRIGGER copied_noted AFTER INSERT ON copied_items FOR STATEMENT EXECUTE FUNCTION copied_note()');
    try {
      await work();
    } finally {
      await run('DROP TRIGGER copied_noted ON copied_items');
    }
    return (await run('SELECT query FROM copied_log')).map((each) => Object.values(each)[0]);
  }

  test('go by one COPY, inside and outside of a transaction, told as one operation', async () => {
    const told: unknown[] = [];
    const stop = engine.engine.on('operation', ({ operation, rows, statement }) => {
      if (operation === 'insert') told.push([rows, statement?.slice(0, 20)]);
    });
    expect(await seenBy(() => CopiedItem.insertMany(items()))).toEqual(['COPY']);
    await CopiedItem.truncate();
    expect(await seenBy(() => engine.engine.transaction(() => CopiedItem.insertMany(items())))).toEqual(['COPY']);
    stop();
    expect(told).toEqual([
      [COUNT, 'COPY "copied_items" '],
      [COUNT, 'COPY "copied_items" '],
    ]);
    expect(await CopiedItem.count()).toBe(COUNT);
  });

  test('come back as they went, whatever is in them', async () => {
    const rows = fc.array(row, { minLength: COUNT, maxLength: COUNT, size: 'max' });
    const property = fc.asyncProperty(rows, async (drawn) => {
      await EveryType.truncate();
      await EveryType.insertMany(drawn.map((values, id) => ({ id, ...values })));
      const read = await EveryType.find().orderBy({ id: 1 }).limit(COUNT).all();
      expect(read).toHaveLength(COUNT);
      for (const document of read) expect(Object.assign(document, drawn[document.id]).changes()).toEqual({});
    });
    await fc.assert(property, { numRuns: 4, endOnFailure: true });
  }, 60_000);

  test('a duplicate in the middle: nothing is written, and the error says which it was', async () => {
    await CopiedItem.create({ id: 150, code: 'x' });
    const error = await expectError(CopiedItem.insertMany(items()), BulkWriteError, { status: 409 });
    expect(failures(error)).toEqual([[150, DuplicateKeyError, ['id']]]);
    await CopiedItem.truncate();
    const twice = items((id) => (id === 200 ? { code: 'c7' } : {}));
    expect(failures(await expectError(CopiedItem.insertMany(twice), BulkWriteError))).toEqual([
      [200, DuplicateKeyError, ['code']],
    ]);
    expect(await CopiedItem.count()).toBe(0);
    await CopiedItem.insertMany(items());
    expect(await CopiedItem.count()).toBe(COUNT);
  });

  test('a constraint of the table, and text that cannot be stored', async () => {
    await run('ALTER TABLE copied_items ADD CONSTRAINT small CHECK (n < 1000)');
    const large = items((id) => (id === 250 ? { n: 5_000 } : {}));
    expect(failures(await expectError(CopiedItem.insertMany(large), BulkWriteError))).toEqual([
      [250, ValidationError, undefined],
    ]);
    await run('ALTER TABLE copied_items DROP CONSTRAINT small');
    const unstorable = items((id) => (id === 299 ? { code: 'a\0' } : {}));
    const error = await expectError(CopiedItem.insertMany(unstorable), BulkWriteError, { status: 422 });
    expect(failures(error)).toEqual([[299, ValidationError, undefined]]);
    expect(await CopiedItem.count()).toBe(0);
  });

  test('a failure does not end the transaction around it', async () => {
    await CopiedItem.create({ id: 5 });
    await engine.engine.transaction(async () => {
      await CopiedItem.create({ id: 1_000 });
      await expectError(CopiedItem.insertMany(items()), BulkWriteError);
      await CopiedItem.insertMany(items((id) => ({ id: id + 2_000 })));
    });
    expect(await CopiedItem.count()).toBe(COUNT + 2);
  });

  test('more data than waits in the socket: refused at its beginning, and taken', async () => {
    await EveryType.truncate();
    await EveryType.create({ id: 0 });
    const long = items((id) => ({ id, string: `${id}${'é\n'.repeat(10_000)}` })).map(({ id, string }) => ({
      id,
      string,
    }));
    expect(failures(await expectError(EveryType.insertMany(long), BulkWriteError))).toEqual([
      [0, DuplicateKeyError, ['id']],
    ]);
    await EveryType.truncate();
    await EveryType.insertMany(long);
    expect((await EveryType.get(299)).string).toBe(long[299]?.string);
  }, 60_000);

  function failures(error: BulkWriteError): unknown[] {
    const { items: all } = error.result as { items: readonly { error?: Error; document: object }[] };
    return all.flatMap(({ error: cause, document }) =>
      cause === undefined ? [] : [[Reflect.get(document, 'id'), cause.constructor, Reflect.get(cause, 'fields')]],
    );
  }
});
