import * as polydoc from '../../lib';
import { PolydocError } from '../../lib';
import { describeEachEngine, itNeeds } from '../support/engines';
import { Gauge } from '../support/models/gauge';
import { Member } from '../support/models/member';
import { Task } from '../support/models/task';

/** Section 14 of the contract: status by class, and which ones may be tried again. */
const STATUS: Readonly<Record<string, number>> = {
  ModelDefinitionError: 500,
  ConfigurationError: 500,
  ModelNotBoundError: 500,
  InvalidQueryError: 400,
  UnsupportedCapabilityError: 400,
  SessionStateError: 400,
  ValidationError: 422,
  DocumentParsingError: 422,
  UnprocessableError: 422,
  DocumentNotFoundError: 404,
  ReadOnlyError: 403,
  MigrationError: 500,
  SchemaError: 500,
  AfterCommitError: 500,
  DuplicateKeyError: 409,
  ConflictError: 409,
  ConcurrencyError: 409,
  ConditionFailedError: 412,
  TimeoutError: 504,
  ConnectionError: 503,
  EngineClosedError: 503,
  MultipleDocumentsFoundError: 409,
  CommitAmbiguousError: 500,
  ReferencedError: 409,
};

const RETRYABLE = ['ConcurrencyError', 'ConnectionError'];
const SECRET = 'swordfish-4711';

/** An instance made with everything that any of the classes takes. */
function instanceOf(name: string): PolydocError {
  const errorClass: unknown = Reflect.get(polydoc, name);
  if (typeof errorClass !== 'function') throw new Error(`${name} is not exported`);
  const context = {
    model: 'M',
    fields: [],
    keys: [],
    existing: null,
    expected: 1,
    actual: 2,
    capability: 'batch.atomic',
    hint: 'Do it.',
  };
  const error: unknown = Reflect.construct(errorClass, [name === 'ValidationError' ? [] : 'Text.', context]);
  if (error instanceof PolydocError) return error;
  throw new Error(`${name} is no PolydocError`);
}

async function thrownBy(action: () => unknown): Promise<PolydocError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof PolydocError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}

describe('classes of errors', () => {
  test('have the statuses of the contract', () => {
    expect(Object.fromEntries(Object.keys(STATUS).map((name) => [name, instanceOf(name).status]))).toEqual(STATUS);
  });

  test('have one code each, and say whether trying again can help', () => {
    const errors = Object.keys(STATUS).map(instanceOf);
    const codes = errors.map((error) => error.code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const error of errors) {
      const words = error.name.replace(/Error$/, '').replace(/([a-z])([A-Z])/g, '$1_$2');
      expect(error.code).toBe(`POLYDOC_${words.toUpperCase()}`);
      expect(error.retryable).toBe(RETRYABLE.includes(error.name));
      expect(error).toBeInstanceOf(Error);
      expect(error).toMatchObject({ model: 'M', hint: 'Do it.' });
      expect(error.message).toContain('Do it.');
    }
  });
});

describeEachEngine('errors in use', (engine) => {
  engine.useModels(Gauge, Task);
  if (engine.has('index.unique')) engine.useModels(Member);

  test('say model, key, engine and operation', async () => {
    const notFound = await thrownBy(() => Task.get('nobody'));
    expect(notFound).toMatchObject({ model: 'Task', key: 'nobody', engine: engine.name, operation: 'get' });
    await Task.create({ id: 'taken', title: 'x' });
    const duplicate = await thrownBy(() => Task.create({ id: 'taken', title: 'x' }));
    expect(duplicate).toMatchObject({ model: 'Task', key: 'taken', engine: engine.name, operation: 'insert' });
  });

  itNeeds('index.unique', 'carry the native error as their cause', async () => {
    await Member.create({ id: 'a', email: SECRET });
    const error = await thrownBy(() => Member.create({ id: 'b', email: SECRET }));
    expect(error.cause).toBeInstanceOf(Error);
    expect(error.cause).not.toBeInstanceOf(PolydocError);
  });

  test('never show values of fields', async () => {
    await Task.create({ id: SECRET, title: SECRET });
    const stale = await Task.get(SECRET);
    await (await Task.get(SECRET)).touch();
    stale.title = 'x';
    const bad: object = { id: 'x', title: 5, effort: SECRET };
    const filter: object = { effort: SECRET };
    const operator: object = { title: { $gt: { nested: SECRET } } };
    const errors = await Promise.all(
      [
        () => Task.create({ id: SECRET, title: SECRET }),
        () => Task.get(`${SECRET}!`),
        () => Task.getMany([SECRET, `${SECRET}!`]),
        () => Task.create(bad),
        () => Task.find(filter).all(),
        () => Task.find(operator).all(),
        () => Task.insertMany([{ id: SECRET, title: SECRET }]),
        () => stale.save(),
      ].map(thrownBy),
    );
    for (const error of errors) expect(error.message).not.toContain(SECRET);
  });

  itNeeds('write.ifConditions', 'never show them in conditional writes either', async () => {
    const gauge = await Gauge.create({ id: 'g', label: SECRET });
    const outcome = await gauge.update({ label: 'x' }, { ifConditions: { label: `${SECRET}!` } });
    const error = await thrownBy(() => outcome.orThrow());
    expect(error.message).not.toContain(SECRET);
    expect(Reflect.get(error, 'existing')).toMatchObject({ label: SECRET });
  });

  test('an invalid query names path and reason, and nothing is sent', async () => {
    const error = await thrownBy(() => Task.find(Object({ 'title.x': 1 })).all());
    expect(error).toMatchObject({ code: 'POLYDOC_INVALID_QUERY', model: 'Task' });
    expect(Reflect.get(error, 'path')).toContain('title');
  });

  test('work of a closed engine is refused', async () => {
    const other = await engine.connect();
    await other.close();
    await other.close();
    for (const work of [() => other.ping(), () => other.execute('SELECT 1'), () => Task.using(other).count()]) {
      expect(await thrownBy(work)).toMatchObject({ code: 'POLYDOC_ENGINE_CLOSED', status: 503 });
    }
  });
});
