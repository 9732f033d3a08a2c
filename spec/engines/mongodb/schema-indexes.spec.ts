import { Embeddable, Embedded, Entity, Field, Index, PrimaryKey } from '../../../lib/decorators';
import { mongodbSchemaSync } from '../../../lib/engines/mongodb/mongodb-schema-sync';
import { SchemaError } from '../../../lib/errors/database-errors';
import { modelMetadataOf } from '../../../lib/metadata/model-metadata-of';
import { describeEngines } from '../../support/engines';
import { MongodbSchemaLine } from '../../support/mongodb-schema-line';
import { Document } from '../../unit/metadata/bare-document';

@Embeddable()
class Line {
  @Field({ type: 'string', name: 'stock_unit' }) sku!: string;
}

describeEngines(['mongodb'], 'indexes of a schema', (engine) => {
  let line: MongodbSchemaLine;

  beforeAll(async () => {
    line = await MongodbSchemaLine.open(engine.url);
  });
  afterAll(() => line?.close());
  beforeEach(() => line.drop(Plain));

  @Entity({ name: 't', options: { mongodb: { validator: false } } })
  class Plain extends Document {
    @PrimaryKey({ type: 'int' }) id!: number;
    @Field('string') name!: string;
  }

  const indexed = (...indexes: Parameters<typeof Index>[]) => {
    @Entity({ name: 't' })
    class Indexed extends Plain {
      @Field({ type: 'int', nullable: true }) score!: number | null;
      @Field({ type: 'string', nullable: true }) code!: string | null;
      @Field({ type: 'timestamp', nullable: true, name: 'seen_at' }) seen!: Date | null;
      @Field({ type: 'json', nullable: true }) place!: unknown;
      @Embedded(() => [Line], { nullable: true }) lines!: Line[] | null;
    }
    for (const [fields, options] of indexes) Index(fields, options)(Indexed);
    return Indexed;
  };

  const EVERYTHING = (): ReturnType<typeof indexed> =>
    indexed(
      [['name', '-score'], { where: { score: { $gt: 10 }, name: { $in: ['a', 'b'] } }, name: 'high' }],
      [['name'], { unique: true }],
      [['code'], { unique: true }],
      [['code', 'score'], { unique: true }],
      [['code', 'name'], { unique: true, options: { nullsNotDistinct: true } }],
      [['score'], { sparse: true }],
      [['seen'], { options: { expireAfterSeconds: 3_600, hidden: true, background: true } }],
      [['place'], { using: '2dsphere' }],
      [['place'], { using: 'wildcard', name: 'any' }],
      [['-name'], { options: { mongodb: { collation: { locale: 'en', strength: 2 } }, postgres: { fillfactor: 70 } } }],
      [['lines.sku'], {}],
    );

  it('makes them with all their options, and sees that they are there', async () => {
    await line.sync([EVERYTHING()]);
    const collation = expect.objectContaining({ locale: 'en', strength: 2 });
    expect(await line.indexes('t')).toMatchObject({
      _expires_at_1: { key: { _expires_at: 1 }, expireAfterSeconds: 0, sparse: true },
      high: {
        key: { name: 1, score: -1 },
        partialFilterExpression: { $and: [{ score: { $gt: 10 } }, { name: { $in: ['a', 'b'] } }] },
      },
      name_1: { key: { name: 1 }, unique: true },
      code_1: { key: { code: 1 }, unique: true, sparse: true },
      code_1_score_1: { unique: true, partialFilterExpression: { code: { $exists: true }, score: { $exists: true } } },
      code_1_name_1: { key: { code: 1, name: 1 }, unique: true },
      score_1: { key: { score: 1 }, sparse: true },
      seen_at_1: { key: { seen_at: 1 }, expireAfterSeconds: 3_600, hidden: true },
      place_2dsphere: { key: { place: '2dsphere' } },
      any: { key: { 'place.$**': 1 } },
      'name_-1': { key: { name: -1 }, collation },
      'lines.stock_unit_1': { key: { 'lines.stock_unit': 1 } },
    });
    expect(await line.plan([EVERYTHING()], true)).toEqual([]);
  });

  it('lets a unique index hold many nulls, as SQL does, unless told otherwise', async () => {
    await line.sync([indexed([['code'], { unique: true }], [['code', 'score'], { unique: true }])]);
    await line.insert('t', { _id: 1, name: 'a' }, { _id: 2, name: 'b' }, { _id: 3, name: 'c', score: 1 });
    await line.insert('t', { _id: 4, name: 'd', score: 1 }, { _id: 5, name: 'e', code: 'x', score: 1 });
    await expect(line.insert('t', { _id: 6, name: 'f', code: 'x' })).rejects.toMatchObject({ code: 11_000 });
    await line.drop(Plain);
    await line.sync([indexed([['code'], { unique: true, options: { nullsNotDistinct: true } }])]);
    await line.insert('t', { _id: 1, name: 'a' });
    await expect(line.insert('t', { _id: 2, name: 'b' })).rejects.toMatchObject({ code: 11_000 });
  });

  it('alters what can be altered: hidden, time to live, uniqueness', async () => {
    await line.sync([indexed([['score']], [['seen']], [['name']])]);
    // Told only: the server of the specs says yes and hides nothing.
    const hidden = indexed([['score'], { options: { hidden: true } }], [['seen']], [['name']]);
    expect(await line.plan([hidden])).toMatchObject([
      { kind: 'alterIndex', risk: 'safe', statement: '{"collMod":"t","index":{"name":"score_1","hidden":true}}' },
    ]);
    const after = indexed(
      [['score']],
      [['seen'], { options: { expireAfterSeconds: 60 } }],
      [['name'], { unique: true }],
    );
    expect([...(await line.outline([after]))].sort()).toEqual(['alterIndex rewrite', 'alterIndex safe']);
    expect(await line.sync([after], { allow: ['rewrite'] })).toHaveLength(2);
    expect(await line.plan([after], true)).toEqual([]);
    expect(await line.indexes('t')).toMatchObject({ seen_at_1: { expireAfterSeconds: 60 }, name_1: { unique: true } });

    await line.insert('t', { _id: 1, name: 'old', seen_at: new Date(Date.now() - 30_000) });
    const shorter = indexed(
      [['score']],
      [['seen'], { options: { expireAfterSeconds: 10 } }],
      [['name'], { unique: true }],
    );
    expect(await line.outline([shorter])).toEqual(['alterIndex destructive']);
    const longer = indexed(
      [['score']],
      [['seen'], { options: { expireAfterSeconds: 90 } }],
      [['name'], { unique: true }],
    );
    expect(await line.outline([longer])).toEqual(['alterIndex safe']);
  });

  it('says so when a new time to live would remove documents at once', async () => {
    await line.sync([indexed()]);
    const wanted = indexed([['seen'], { options: { expireAfterSeconds: 10 } }]);
    expect(await line.outline([wanted])).toEqual(['createIndex safe']);
    await line.insert('t', { _id: 1, name: 'old', seen_at: new Date(0) });
    expect(await line.outline([wanted])).toEqual(['createIndex destructive']);
    expect(await line.sync([wanted], { allow: ['rewrite'] })).toEqual([]);
  });

  it('takes back what it began when documents are in the way of uniqueness', async () => {
    await line.sync([indexed([['name']], [['score']])]);
    await line.insert('t', { _id: 1, name: 'a', score: 1 }, { _id: 2, name: 'a', score: 1 });
    const converted = indexed([['name'], { unique: true }], [['score']]);
    await expect(line.sync([converted], { allow: ['rewrite'] })).rejects.toThrow();
    await line.insert('t', { _id: 3, name: 'a', score: 1 });
    // Sparseness needs a rebuild, which fails after the index has gone.
    const rebuilt = indexed([['name']], [['score'], { unique: true }]);
    expect(await line.outline([rebuilt])).toEqual(['replaceIndex rewrite']);
    await expect(line.sync([rebuilt], { allow: ['rewrite'] })).rejects.toMatchObject({ code: 11_000 });
    expect(await line.indexes('t')).toMatchObject({ name_1: { key: { name: 1 } }, score_1: { key: { score: 1 } } });
  });

  it('replaces a changed index as a rewrite', async () => {
    await line.sync([EVERYTHING()]);
    for (const index of ['high', 'score_1', 'name_-1']) await line.command({ dropIndexes: 't', index });
    await line.command({
      createIndexes: 't',
      indexes: [
        { name: 'high', key: { name: 1, score: -1 }, partialFilterExpression: { score: { $gt: 11 } } },
        { name: 'score_1', key: { score: 1 } },
        { name: 'name_-1', key: { name: -1 } },
      ],
    });
    expect(await line.outline([EVERYTHING()])).toEqual(Array(3).fill('replaceIndex rewrite'));
    expect(await line.sync([EVERYTHING()])).toEqual([]);
    await line.sync([EVERYTHING()], { allow: ['rewrite'] });
    expect(await line.plan([EVERYTHING()])).toEqual([]);
  });

  it('drops only what polydoc made, and only when asked', async () => {
    await line.sync([indexed([['name']], [['name', 'id'], { name: 'my own name' }])]);
    await line.command({ createIndexes: 't', indexes: [{ name: 'of_the_administrator', key: { name: 1, x: 1 } }] });
    expect(await line.plan([Plain])).toEqual([]);
    expect(await line.outline([Plain], true)).toEqual(['dropIndex destructive', 'dropIndex destructive']);
    expect(await line.sync([Plain])).toEqual([]);
    expect((await line.sync([Plain], { dropRemovedIndexes: true })).length).toBe(2);
    expect(Object.keys(await line.indexes('t')).sort()).toEqual(['_expires_at_1', 'of_the_administrator']);
  });

  it('renames its own index, and is content with that of another', async () => {
    await line.sync([indexed([['name'], { name: 'before' }])]);
    const after = indexed([['name'], { name: 'after' }]);
    expect(await line.outline([after], true)).toEqual(['renameIndex rewrite']);
    await line.sync([after], { allow: ['rewrite'] });
    expect(await line.plan([after], true)).toEqual([]);
    expect(Object.keys(await line.indexes('t')).sort()).toEqual(['_expires_at_1', 'after']);

    await line.drop(Plain);
    await line.command({ createIndexes: 't', indexes: [{ name: 'of_the_administrator', key: { name: 1 } }] });
    await line.sync([after]);
    expect(Object.keys(await line.indexes('t')).sort()).toEqual(['_expires_at_1', 'of_the_administrator']);
  });

  it('says in words what MongoDB cannot index', async () => {
    const odd = indexed(
      [['name'], { options: { odd: 1 } }],
      [['score'], { where: { score: { $ne: 1 } } }],
      [['seen'], { options: { expireAfterSeconds: -1 } }],
      [['code'], { name: 'one' }],
      [['code'], { name: 'two' }],
    );
    await expect(line.sync([odd])).rejects.toThrow(SchemaError);
    const reasons = (await line.plan([odd])).filter(({ risk }) => risk === 'impossible');
    expect(reasons.map(({ statement }) => statement).sort()).toEqual([
      expect.stringMatching(/\$ne cannot be part of the filter of an index/),
      expect.stringMatching(/option `odd` is not known/),
      expect.stringMatching(/expireAfterSeconds must be whole seconds/),
      expect.stringMatching(/indexes two and one are the same/),
    ]);
  });

  it('makes an index once that two models of a collection declare, and none for vectors', async () => {
    const models = [indexed([['name']]), indexed([['name']])];
    expect(await line.outline(models)).toEqual(['createTable safe', 'createIndex safe', 'createIndex safe']);
    await line.sync(models);
    expect(await line.plan(models, true)).toEqual([]);
    expect(await line.outline([indexed([['place'], { using: 'vector' }])])).toEqual([]);
  });

  it('makes text indexes where the server has them', async () => {
    const searched = indexed([['name', 'code'], { using: 'text', options: { weights: { name: 2 } } }]);
    expect((await line.plan([searched])).at(-1)?.statement).toContain('"key":{"name":"text","code":"text"}');
    const outcome = await line.sync([searched]).catch((error: { code: number }) => error.code);
    // The server of the specs has none; then the rest of the plan is there, and the next call goes on.
    if (outcome === 67) expect(await line.outline([searched])).toEqual(['createIndex safe']);
    else
      expect(
        await mongodbSchemaSync.plan(line.connection, [modelMetadataOf(searched)], { dropRemovedIndexes: true }),
      ).toEqual([]);
  });
});
