import { MongoClient } from 'mongodb';
import { type ConnectedEngine, Document, Entity, Field, PrimaryKey } from '../../../lib';
import { describeEngines } from '../../support/engines';

@Entity()
class Reading extends Document {
  @PrimaryKey({ type: 'int' }) id!: number;

  @Field({ type: 'string' }) text = 'x';
}

describeEngines(['mongodb'], 'streams that are left', (engine) => {
  engine.useModels(Reading);

  const sent: string[] = [];
  let watched: ConnectedEngine;

  beforeAll(async () => {
    await Reading.insertMany(Array.from({ length: 40 }, (_, id) => ({ id })));
    watched = await engine.connect({ driverOptions: { monitorCommands: true } });
    if (!(watched.client instanceof MongoClient)) throw new Error('Not a client.');
    watched.client.on('commandSucceeded', ({ commandName }) => sent.push(commandName));
  });
  beforeEach(() => {
    sent.length = 0;
  });

  const query = () => Reading.using(watched).find().fetchSize(10);

  test('by a break free their cursor, and fetch no batch more', async () => {
    for await (const { id } of query()) if (id === 5) break;
    expect(sent).toEqual(['find', 'killCursors']);
  });

  test('by a throw free it, too', async () => {
    const reason = new Error('stop');
    const loop = async (): Promise<void> => {
      for await (const { id } of query()) if (id === 15) throw reason;
    };
    await expect(loop()).rejects.toBe(reason);
    expect(sent).toEqual(['find', 'getMore', 'killCursors']);
  });

  test('at their end have nothing to free', async () => {
    let rows = 0;
    for await (const batch of query().batches(7)) rows += batch.length;
    expect(rows).toBe(40);
    expect(sent).not.toContain('killCursors');
    expect(sent.filter((name) => name === 'find')).toHaveLength(1);
  });

  test('before their first row have sent nothing', async () => {
    const rows = query()[Symbol.asyncIterator]();
    await rows.return?.();
    expect(sent).toEqual([]);
  });
});
