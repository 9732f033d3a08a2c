import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { DuplicateKeyError, SessionStateError, traceWithOpenTelemetry } from '../../lib';
import { Account } from '../../models-example';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';

const exporter = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

/** The spans that `work` made and ended itself, in the order of their ends. */
async function spansOf(work: () => Promise<unknown>): Promise<readonly ReadableSpan[]> {
  exporter.reset();
  const stop = traceWithOpenTelemetry({ tracerProvider });
  try {
    await work();
    return exporter.getFinishedSpans();
  } finally {
    stop();
  }
}

/** Operation of each span, behind those of the spans that it is below. */
function placesOf(spans: readonly ReadableSpan[]): string[] {
  const byId = new Map(spans.map((span) => [span.spanContext().spanId, span]));
  const placeOf = (span: ReadableSpan): string => {
    const parent = byId.get(span.parentSpanContext?.spanId ?? '');
    const own = String(span.attributes['db.operation.name'] ?? span.name);
    return parent === undefined ? own : `${placeOf(parent)} > ${own}`;
  };
  return spans.map(placeOf);
}

function transactionOf(spans: readonly ReadableSpan[]): ReadableSpan | undefined {
  return spans.find(({ attributes }) => attributes['db.operation.name'] === 'transaction');
}

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});

afterAll(() => {
  context.disable();
  return tracerProvider.shutdown();
});

describeEachEngine('OpenTelemetry and a transaction begun by handle', (engine) => {
  engine.useModels(Account);
  beforeEach(() => Account.truncate());

  itNeeds('transaction', 'has a span from start to commit, above its own operations alone', async () => {
    const spans = await spansOf(async () => {
      const tx = await engine.engine.transaction().start();
      await tx.insert(Account.build({ owner: 'a', balance: 1 }));
      await tx.count(Account);
      await tx.commit();
      await Account.count();
    });
    expect(placesOf(spans)).toEqual(['transaction > insert', 'transaction > aggregate', 'transaction', 'aggregate']);
    expect(transactionOf(spans)?.status).toEqual({ code: SpanStatusCode.UNSET });
  });

  itNeeds('transaction', 'is below the span that is active at its start', async () => {
    const spans = await spansOf(async () => {
      const own = tracerProvider.getTracer('spec').startSpan('own');
      const tx = await context.with(trace.setSpan(context.active(), own), () => engine.engine.transaction().start());
      await tx.count(Account);
      await tx.abort();
      own.end();
    });
    expect(placesOf(spans)).toEqual(['own > transaction > aggregate', 'own > transaction', 'own']);
    expect(transactionOf(spans)?.status).toEqual({ code: SpanStatusCode.UNSET });
  });

  itNeeds('savepoint', 'has those of its savepoints below it', async () => {
    const spans = await spansOf(async () => {
      const tx = await engine.engine.transaction().start();
      await Account.using(tx).count();
      const session = engine.engine.runtime;
      await session.transaction(() => Account.count(), { propagation: 'savepoint' }, tx.scope);
      await tx.commit();
    });
    expect(placesOf(spans)).toEqual([
      'transaction > aggregate',
      'transaction > savepoint > aggregate',
      'transaction > savepoint',
      'transaction',
    ]);
  });

  itNeeds('transaction', 'records why its commit failed', async () => {
    await Account.create({ owner: 'a', balance: 1 });
    const spans = await spansOf(async () => {
      const tx = await engine.engine.transaction().start();
      await expectError(tx.insert(Account.build({ owner: 'a', balance: 2 })), DuplicateKeyError);
      tx.scope.markRollbackOnly(new Error('no'));
      await expectError(tx.commit(), SessionStateError);
    });
    expect(transactionOf(spans)?.status.code).toBe(SpanStatusCode.ERROR);
    expect(transactionOf(spans)?.attributes['error.type']).toBe('SessionStateError');
  });
});
