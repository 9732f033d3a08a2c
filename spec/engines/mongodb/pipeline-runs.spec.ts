import { MongoClient } from 'mongodb';
import { Document, Entity, Field, InvalidQueryError, PrimaryKey } from '../../../lib';
import { SessionStateError } from '../../../lib/errors/usage-errors';
import { Pipeline } from '../../../lib/mongodb';
import { describeEngines } from '../../support/engines';

@Entity({ name: 'pipeline_items' })
class Item extends Document {
  @PrimaryKey({ type: 'int' }) id!: number;

  @Field({ type: 'string', name: 'nm' }) name!: string;

  @Field({ type: 'json', nullable: true, name: 'loc' }) place?: unknown;
}

const ITEMS = 250;

describeEngines(['mongodb'], 'runs of pipelines', (under) => {
  under.useModels(Item);
  beforeAll(async () => {
    const places = (id: number): unknown => ({ type: 'Point', coordinates: [id / 100, 0] });
    await Item.insertMany(
      Array.from({ length: ITEMS }, (_, id) => ({ id, name: `n${id}`, place: id < 5 ? places(id) : null })),
    );
  });

  const all = Pipeline.from(Item).sort('id');

  it('are fresh each time, and steps leave the pipeline as it was', async () => {
    const two = all.limit(2);
    expect(await two).toHaveLength(2);
    expect(await two.all()).toHaveLength(2);
    expect(await all).toHaveLength(ITEMS);
  });

  it('stream every row, in batches', async () => {
    const seen: number[] = [];
    for await (const { id } of Pipeline.from(Item, { fetchSize: 20 }).sort('id')) seen.push(id);
    expect(seen).toEqual(Array.from({ length: ITEMS }, (_, id) => id));
  });

  it('close the cursor when the loop is left, in a session too', async () => {
    const engine = await under.connect({ driverOptions: { monitorCommands: true } });
    const commands: string[] = [];
    const { client } = engine;
    if (!(client instanceof MongoClient)) throw new TypeError('no client');
    client.on('commandStarted', ({ commandName }) => commands.push(commandName));
    const leave = async (): Promise<void> => {
      for await (const { id } of Pipeline.from(Item.using(engine), { fetchSize: 5 }).sort('id')) if (id === 7) break;
    };
    await leave();
    expect(commands).toEqual(['aggregate', 'getMore', 'killCursors']);
    commands.length = 0;
    await engine.session(leave);
    expect(commands.slice(0, 3)).toEqual(['aggregate', 'getMore', 'killCursors']);
  });

  it('join the ambient transaction', async () => {
    const failed = under.engine.transaction(async () => {
      await Item.create({ id: 1_000, name: 'new' });
      expect(await Pipeline.from(Item).match({ id: 1_000 }).project('name')).toEqual([{ name: 'new' }]);
      expect(await under.engine.outside(() => Pipeline.from(Item).match({ id: 1_000 }).all())).toEqual([]);
      expect(await Pipeline.from(Item, { session: null }).match({ id: 1_000 })).toEqual([]);
      throw new Error('take it back');
    });
    await expect(failed).rejects.toThrow('take it back');
    expect(await Pipeline.from(Item).match({ id: 1_000 })).toEqual([]);
  });

  it('stream inside a transaction, whose session the body may use', async () => {
    await under.engine
      .transaction(async () => {
        const seen: string[] = [];
        for await (const { id } of Pipeline.from(Item, { fetchSize: 3 })
          .match({ id: { $lt: 10 } })
          .sort('id')) {
          seen.push((await Item.get(id)).name);
          if (id === 8) break;
        }
        expect(seen).toHaveLength(9);
        await Item.create({ id: 2_000, name: 'after' });
        throw new Error('stop');
      })
      .catch((cause: unknown) => expect(String(cause)).toContain('stop'));
    expect(await Item.count()).toBe(ITEMS);
  });

  it('run on the session of a bound class, and not after its end', async () => {
    const session = under.engine.session();
    await session.start();
    const bound = Pipeline.from(Item.using(session)).count('n');
    expect(await bound).toEqual([{ n: ITEMS }]);
    await session.end();
    await expect(bound.all()).rejects.toThrow(SessionStateError);
  });

  it('are observed, and end with their limits', async () => {
    const events: { readonly operation: string; readonly statement?: string | null }[] = [];
    const stop = under.engine.on('operation', (event) => events.push(event));
    await all.limit(1);
    stop();
    expect(events).toMatchObject([{ operation: 'pipeline', statement: expect.stringContaining('$sort') }]);
    const aborted = new AbortController();
    aborted.abort(new Error('enough'));
    await expect(Pipeline.from(Item, { signal: aborted.signal }).all()).rejects.toThrow('enough');
  });

  it('turn errors of the server into errors of the library', async () => {
    await expect(all.raw({ $noSuchStage: {} }).all()).rejects.toThrow(InvalidQueryError);
  });

  it('geoNear, with a filter of the model', async () => {
    const client = await MongoClient.connect(under.url);
    try {
      await client.db().collection('pipeline_items').createIndex({ loc: '2dsphere' });
    } finally {
      await client.close();
    }
    const rows = await Pipeline.from(Item)
      .geoNear({
        near: { type: 'Point', coordinates: [0, 0] },
        distanceField: 'metres',
        query: { id: { $gt: 1 } },
        key: 'place',
      })
      .limit(2)
      .project('id', 'metres');
    expect(rows.map(({ id }) => id)).toEqual([2, 3]);
    expect(rows[0]?.metres).toBeCloseTo(2_226, -2);
  });
});
