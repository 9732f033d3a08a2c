import {
  ConfigurationError,
  ConnectedEngine,
  createEngine,
  Document,
  EngineClosedError,
  Entity,
  Field,
  InvalidQueryError,
  ModelDefinitionError,
  ModelNotBoundError,
  PrimaryKey,
} from '../../lib';
import { Account } from '../../models-example';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';

@Entity()
class Tenant extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'int' }) seats = 0;
}

@Entity()
class Unbound extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;
}

@Entity()
class Keyless extends Document {
  @Field({ type: 'string' }) name!: string;
}

@Entity()
class Shapeless extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field() anything!: unknown;
}

/** A raw statement that gives one row with `one: 1`, in each engine's language. */
const ONE: Readonly<Record<ConnectedEngine['name'], unknown>> = {
  pglite: 'select 1::int as one',
  postgres: 'select 1::int as one',
  mongodb: { aggregate: 1, pipeline: [{ $documents: [{ one: 1 }] }], cursor: {} },
  cassandra: 'select 1 as one from system.local',
};

describeEachEngine('an engine', (engine) => {
  engine.useModels(Account);

  test('says what it is and what it can do', async () => {
    const connected = engine.engine;
    expect(connected).toBeInstanceOf(ConnectedEngine);
    expect(connected.name).toBe(engine.name);
    expect(Object.isFrozen(connected.capabilities)).toBe(true);
    expect(typeof connected.client).toBe('object');
    await connected.ping();
    expect(await connected.execute(ONE[connected.name])).toEqual([{ one: 1 }]);
  });

  test('registers all models or none, with all problems in one error', async () => {
    const connected = await engine.connect();
    const error = await expectError(() => connected.register(Unbound, Keyless, Shapeless), ModelDefinitionError);
    expect(error.message).toContain('Keyless');
    expect(error.message).toContain('anything');
    const document = Unbound.build({ id: 'a' });
    await expectError(document.save(), ModelNotBoundError);
    await expectError(Unbound.get('a'), ModelNotBoundError);
    expect(document.toJSON()).toEqual({ id: 'a' });
  });

  test('keeps its models to itself unless they are taken by `rebind`', async () => {
    const first = await engine.connect();
    const second = await engine.connect();
    first.register(Tenant);
    first.register(Tenant);
    await expectError(() => second.register(Tenant), ConfigurationError);
    second.register(Tenant, { rebind: true });
    await second.close();
    first.register(Tenant);
    await first.close();
    await expectError(Tenant.count(), EngineClosedError);
  });

  test('gives views of a model bound elsewhere, which leave its own binding as it is', async () => {
    const other = await engine.connect();
    const Elsewhere = Account.using(other);
    expect(Account.using(other)).toBe(Elsewhere);
    expect(Elsewhere.using(engine.engine)).toBe(Account.using(engine.engine));
    await other.register(Account, { rebind: true }).syncSchema();
    engine.engine.register(Account, { rebind: true });
    const made = await Elsewhere.create({ owner: 'elsewhere', balance: 1 });
    expect(made).toBeInstanceOf(Account);
    const operations: string[] = [];
    const stop = other.on('operation', (event) => operations.push(event.operation));
    const found = await Elsewhere.get('elsewhere');
    found.balance = 2;
    await found.save();
    await found.refresh();
    await found.delete();
    stop();
    expect(found).toBeInstanceOf(Account);
    expect(operations).toEqual(['find', 'update', 'find', 'delete']);
    expect(await Account.exists({ owner: 'elsewhere' })).toBe(false);
  });

  test('closes once, after what runs, and refuses everything then', async () => {
    const connected = await engine.connect();
    const View = Account.using(connected);
    await Promise.all([connected.ping(), connected.close(), connected.close()]);
    await expectError(connected.ping(), EngineClosedError);
    await expectError(View.count(), EngineClosedError);
    await expectError(connected.execute(ONE[connected.name]), EngineClosedError);
    await expectError(
      connected.batch(() => undefined),
      EngineClosedError,
    );
  });

  itNeeds('transaction', 'waits for whole transactions when it closes', async () => {
    const connected = await engine.connect();
    const View = Account.using(connected);
    await connected.register(Account, { rebind: true }).syncSchema();
    engine.engine.register(Account, { rebind: true });
    const transaction = connected.transaction(async () => {
      await View.count();
      await new Promise((resolve) => setTimeout(resolve, 30));
      return View.count();
    });
    await new Promise((resolve) => setTimeout(resolve, 10));
    await connected.close();
    expect(await transaction).toBeGreaterThanOrEqual(0);
    await expectError(
      connected.transaction(() => 1),
      EngineClosedError,
    );
  });

  test('is disposed of at the end of its block', async () => {
    let kept: ConnectedEngine;
    {
      await using connected = await createEngine({ url: engine.url });
      kept = connected;
    }
    await expectError(kept.ping(), EngineClosedError);
  });

  test('refuses options that it does not have', async () => {
    await expectError(createEngine({ url: engine.url, lockTimeoutMs: -1 }), ConfigurationError);
    const misspelt = { url: engine.url, lockTimeout: 1 };
    await expectError(createEngine(misspelt), ConfigurationError);
  });

  test('refuses a consistency that nobody has', async () => {
    await expectError(Account.find({}, { consistency: 'most' }).all(), InvalidQueryError);
  });
});

describe('createEngine', () => {
  test.each(['mysql://localhost/app', 'mongodb+http://localhost/app', 'cassandra://localhost/app', 'nothing'])(
    'refuses %s',
    async (url) => {
      const error = await expectError(createEngine({ url }), ConfigurationError);
      expect(error.message).not.toContain('localhost');
    },
  );
});
