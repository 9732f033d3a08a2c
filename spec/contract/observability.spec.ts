import { tracingChannel } from 'node:diagnostics_channel';
import { ConfigurationError, type EngineEvent } from '../../lib';
import { Account } from '../../models-example';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';

const SECRET = 'secret value of a field';

describeEachEngine('observation', (engine) => {
  engine.useModels(Account);

  test('tells of operations without values of fields', async () => {
    const events: EngineEvent[] = [];
    const stop = engine.engine.on('operation', (event) => events.push(event));
    await Account.create({ owner: SECRET, balance: 4711 });
    await Account.find({ owner: SECRET });
    stop();
    await Account.count();
    expect(events).toHaveLength(2);
    expect(events[0]).toMatchObject({
      engine: engine.name,
      model: 'Account',
      operation: 'insert',
      rows: 1,
      attempt: 1,
    });
    expect(events[1]).toMatchObject({ operation: 'find', rows: 1 });
    for (const event of events) {
      expect(event.durationMs).toBeGreaterThan(0);
      expect(event.statement).toContain('example_account');
      expect(JSON.stringify(event)).not.toContain(SECRET);
      expect(JSON.stringify(event)).not.toContain('4711');
    }
  });

  test('tells of operations that take long, and of those that fail', async () => {
    const slow: string[] = [];
    const failed: unknown[] = [];
    const connected = await engine.connect({ slowMs: 0 });
    connected.on('slow', (event) => slow.push(event.operation));
    connected.on('operation', (event) => failed.push(event.error));
    await connected.execute('this is no statement').catch(() => undefined);
    expect(slow).toEqual(['execute']);
    expect(failed).toEqual([expect.any(Error)]);
  });

  itNeeds('transaction', 'publishes operations and transactions to the tracing channels', async () => {
    const messages: string[] = [];
    const listen = (channel: string): (() => void) => {
      const traced = tracingChannel(`polydoc:${channel}`);
      const ignore = (): void => undefined;
      const handlers = {
        start: () => messages.push(`${channel} starts`),
        asyncEnd: () => messages.push(`${channel} ends`),
        end: ignore,
        asyncStart: ignore,
        error: ignore,
      };
      traced.subscribe(handlers);
      return () => traced.unsubscribe(handlers);
    };
    const stops = ['operation', 'transaction'].map(listen);
    await engine.engine.transaction(() => Account.count());
    for (const stop of stops) stop();
    await Account.count();
    expect(messages).toEqual(['transaction starts', 'operation starts', 'operation ends', 'transaction ends']);
  });

  test('knows four events', async () => {
    const name: string = 'query';
    await expectError(
      () => Reflect.apply(engine.engine.on, engine.engine, [name, () => undefined]),
      ConfigurationError,
    );
  });
});
