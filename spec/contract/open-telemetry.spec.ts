import { setTimeout as sleep } from 'node:timers/promises';
import { context, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { ConfigurationError, type EngineEvent, traceWithOpenTelemetry } from '../../lib';
import { Account } from '../../models-example';
import { describeEachEngine, type EngineUnderTest, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';

const SECRET = 'secret value of a field';
const SYSTEMS = { postgres: 'postgresql', pglite: 'postgresql', mongodb: 'mongodb', cassandra: 'cassandra' };

const exporter = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const tracer = tracerProvider.getTracer('spec');

/** The spans that `work` made, in the order of their ends. */
async function spansOf(
  work: () => PromiseLike<unknown>,
  options: Parameters<typeof traceWithOpenTelemetry>[0] = { tracerProvider },
): Promise<readonly ReadableSpan[]> {
  exporter.reset();
  const stop = traceWithOpenTelemetry(options);
  try {
    await work();
  } finally {
    stop();
  }
  return exporter.getFinishedSpans();
}

function parentOf(span: ReadableSpan | undefined): string | undefined {
  return span?.parentSpanContext?.spanId;
}

function idOf(span: ReadableSpan | Span | undefined): string | undefined {
  return span?.spanContext().spanId;
}

function millisecondsOf({ duration: [seconds, nanoseconds] }: ReadableSpan): number {
  return seconds * 1e3 + nanoseconds / 1e6;
}

function named(spans: readonly ReadableSpan[], start: string): ReadableSpan | undefined {
  return spans.find(({ name }) => name.startsWith(start));
}

function createAccount(owner = SECRET): Promise<Account> {
  return Account.create({ owner, balance: 4711 });
}

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});

afterAll(() => {
  context.disable();
  return tracerProvider.shutdown();
});

/** A raw statement that the store refuses, in each engine's language. */
const WRONG: Readonly<Record<EngineUnderTest['name'], unknown>> = {
  pglite: 'this is no statement',
  postgres: 'this is no statement',
  mongodb: { noSuchCommand: 1 },
  cassandra: 'this is no statement',
};

describeEachEngine('OpenTelemetry', (engine) => {
  engine.useModels(Account);

  beforeEach(() => Account.truncate());

  test('makes client spans by the conventions for databases, without values', async () => {
    const [insert, find, ...others] = await spansOf(async () => {
      await createAccount();
      await Account.find({ owner: SECRET });
    });
    expect(others).toEqual([]);
    expect(insert?.name).toBe('insert example_account');
    expect([insert?.kind, find?.kind]).toEqual([SpanKind.CLIENT, SpanKind.CLIENT]);
    expect(insert?.attributes).toMatchObject({
      'db.system.name': SYSTEMS[engine.name],
      'db.operation.name': 'insert',
      'db.collection.name': 'example_account',
    });
    expect(insert?.attributes).not.toHaveProperty(['db.response.returned_rows']);
    expect(find?.attributes).toMatchObject({ 'db.operation.name': 'find', 'db.response.returned_rows': 1 });
    expect(find?.attributes['db.query.text']).toContain('example_account');
    expect(find?.status).toEqual({ code: SpanStatusCode.UNSET });
    expect(find?.instrumentationScope.name).toBe('polydoc');
    expect(JSON.stringify([insert?.attributes, find?.attributes])).not.toMatch(/secret value|4711/);
  });

  test('says where a server is, and nothing of how to get in', async () => {
    const [find] = await spansOf(() => Account.count());
    const place = ['db.namespace', 'server.address', 'server.port'].map((name) => find?.attributes[name]);
    if (!/^\w+:\/\//.test(engine.url)) return expect(place).toEqual([undefined, undefined, undefined]);
    const { pathname, hostname, port, password } = new URL(engine.url);
    expect(place).toEqual([pathname.slice(1), hostname, Number(port)]);
    if (password !== '') expect(JSON.stringify(find?.attributes)).not.toContain(password);
  });

  test('shows values to nobody, not even with `debugValues`', async () => {
    const connected = await engine.connect({ debugValues: true });
    const events: EngineEvent[] = [];
    connected.on('operation', (event) => events.push(event));
    connected.register(Account, { rebind: true });
    try {
      await connected.syncSchema();
      const spans = await spansOf(() => Account.find({ owner: SECRET }));
      expect(events.at(-1)?.statement).toContain(SECRET);
      expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toContain(SECRET);
    } finally {
      engine.engine.register(Account, { rebind: true });
    }
  });

  test('leaves statements out where they are not wanted, and raw ones unless they are', async () => {
    const raw = "SELECT 'a literal' AS one";
    const work = async (): Promise<void> => {
      await Account.count();
      await engine.engine.execute(raw).catch(() => undefined);
    };
    const textsOf = async (options: object): Promise<readonly boolean[]> =>
      (await spansOf(work, { tracer, ...options })).map(({ attributes }) => 'db.query.text' in attributes);
    expect(await textsOf({})).toEqual([true, false]);
    expect(await textsOf({ withStatements: false })).toEqual([false, false]);
    expect(await textsOf({ withRawStatements: true })).toEqual([true, true]);
  });

  test('puts spans below the active one, and lasts as long as the operation', async () => {
    let outer: Span | undefined;
    const startedAtMs = performance.now();
    const spans = await spansOf(async () => {
      await tracer.startActiveSpan('request', async (span) => {
        outer = span;
        await Promise.all([Account.count(), Account.find(), createAccount()]);
        span.end();
      });
      await Account.count();
    });
    const elapsedMs = performance.now() - startedAtMs;
    const operations = spans.filter(({ kind }) => kind === SpanKind.CLIENT);
    expect(operations).toHaveLength(4);
    expect(operations.map(parentOf)).toEqual([idOf(outer), idOf(outer), idOf(outer), undefined]);
    for (const span of operations) {
      expect(span.ended).toBe(true);
      expect(millisecondsOf(span)).toBeGreaterThan(0);
      expect(millisecondsOf(span)).toBeLessThan(elapsedMs + 1);
    }
  });

  itNeeds('transaction', 'puts what a transaction does below its span, and spans of the caller as well', async () => {
    const spans = await spansOf(() =>
      engine.engine.transaction(async () => {
        await createAccount();
        await tracer.startActiveSpan('own', async (own) => {
          await Account.count();
          own.end();
        });
        await sleep(20);
      }),
    );
    const transaction = named(spans, 'transaction');
    expect(parentOf(transaction)).toBeUndefined();
    expect(parentOf(named(spans, 'insert'))).toBe(idOf(transaction));
    expect(parentOf(named(spans, 'own'))).toBe(idOf(transaction));
    expect(parentOf(named(spans, 'aggregate'))).toBe(idOf(named(spans, 'own')));
    expect(transaction === undefined ? 0 : millisecondsOf(transaction)).toBeGreaterThan(19);
    expect(transaction?.attributes).not.toHaveProperty(['db.query.text']);
  });

  itNeeds('transaction', 'keeps concurrent transactions apart', async () => {
    const transfer = (owner: string): Promise<void> =>
      engine.engine.transaction(async () => {
        const account = await createAccount(owner);
        await account.update({ balance: 1 });
      });
    const spans = await spansOf(() => Promise.all([transfer('a'), transfer('b'), transfer('c')]));
    const transactions = spans.filter(({ name }) => name.startsWith('transaction'));
    expect(transactions).toHaveLength(3);
    for (const transaction of transactions) {
      const below = spans.filter((span) => parentOf(span) === idOf(transaction));
      expect(below.map(({ attributes }) => attributes['db.operation.name'])).toEqual(['insert', 'update']);
    }
  });

  test('records what the store answers as code, and other failures by name', async () => {
    const [wrong] = await spansOf(() => engine.engine.execute(WRONG[engine.name]).catch(() => undefined));
    expect(wrong?.status.code).toBe(SpanStatusCode.ERROR);
    expect(wrong?.status.message).not.toBe('');
    expect(wrong?.events.map(({ name }) => name)).toEqual(['exception']);
    expect(wrong?.attributes['error.type']).toBe(wrong?.attributes['db.response.status_code']);
    expect(wrong?.attributes['db.response.status_code']).toEqual(expect.stringMatching(/./));
    if (engine.name === 'postgres' || engine.name === 'pglite') {
      expect(wrong?.attributes['db.response.status_code']).toBe('42601');
    }
  });

  itNeeds('transaction', 'records why a transaction failed', async () => {
    const failing = engine.engine.transaction.bind(engine.engine);
    const spans = await spansOf(() =>
      failing(async () => {
        throw new RangeError('too much');
      }).catch(() => undefined),
    );
    const transaction = named(spans, 'transaction');
    expect(transaction?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'too much' });
    expect(transaction?.attributes['error.type']).toBe('RangeError');
    expect(transaction?.attributes).not.toHaveProperty(['db.response.status_code']);
  });

  test('counts the rows of streams, also of those that are left', async () => {
    await Account.insertMany(['a', 'b', 'c', 'd'].map((owner) => ({ owner, balance: 1 })));
    const rowsOf = (spans: readonly ReadableSpan[]): number =>
      spans.reduce((sum, { attributes }) => sum + Number(attributes['db.response.returned_rows']), 0);
    const all = await spansOf(async () => {
      for await (const account of Account.find().fetchSize(2)) expect(account.balance).toBe(1);
    });
    expect(rowsOf(all)).toBe(4);
    const left = await spansOf(async () => {
      for await (const account of Account.find().fetchSize(2)) if (account.balance === 1) break;
    });
    expect(rowsOf(left)).toBe(2);
    expect(left.every(({ ended }) => ended)).toBe(true);
  });

  test('makes spans of schema work', async () => {
    const spans = await spansOf(() => engine.engine.planSchema());
    expect(spans.map(({ attributes }) => attributes['db.operation.name'])).toContain('planSchema');
  });

  test('stops when told', async () => {
    expect(await spansOf(() => Account.count())).toHaveLength(1);
    await Account.count();
    expect(exporter.getFinishedSpans()).toHaveLength(1);
  });

  itNeeds('transaction', 'ends what is open when it is stopped', async () => {
    exporter.reset();
    const stop = traceWithOpenTelemetry({ tracer });
    const total = await engine.engine.transaction(async () => {
      stop();
      expect(exporter.getFinishedSpans().map(({ attributes }) => attributes['db.operation.name'])).toEqual([
        'transaction',
      ]);
      stop();
      return Account.count();
    });
    expect(total).toBe(0);
    expect(exporter.getFinishedSpans()).toHaveLength(1);
  });
});

describe('without @opentelemetry/api', () => {
  afterEach(() => {
    jest.dontMock('@opentelemetry/api');
    jest.resetModules();
  });

  test('says what to install, and subscribes to nothing', async () => {
    jest.resetModules();
    jest.doMock('@opentelemetry/api', () => {
      throw Object.assign(new Error("Cannot find module '@opentelemetry/api'"), { code: 'MODULE_NOT_FOUND' });
    });
    const fresh = await import('../../lib');
    const error = await expectError(() => fresh.traceWithOpenTelemetry(), fresh.ConfigurationError);
    expect(error.message).toContain('npm install @opentelemetry/api');
    expect(error.code).toBe(new ConfigurationError('').code);
  });

  test('refuses another interface', async () => {
    jest.resetModules();
    jest.doMock('@opentelemetry/api', () => ({ trace: {} }));
    const fresh = await import('../../lib');
    await expectError(() => fresh.traceWithOpenTelemetry(), fresh.ConfigurationError);
  });
});
