import {
  type Capability,
  cql,
  InvalidQueryError,
  native,
  type Query,
  sql,
  UnsupportedCapabilityError,
} from '../../lib';
import { describeEachEngine, itNeeds, itRefuses } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Sample } from '../support/filters/sample';
import { statementsOf } from '../support/statements-of';

const STEPS: readonly (readonly [Capability, string, () => Query<Sample>])[] = [
  ['query.perPartitionLimit', 'perPartitionLimit', () => Sample.find().perPartitionLimit(1)],
  ['query.allowFiltering', 'allowFiltering', () => Sample.find().allowFiltering()],
  ['query.hint', 'hint', () => Sample.find().hint('index')],
  ['query.readPreference', 'readPreference', () => Sample.find().readPreference('secondary')],
  ['consistency', 'consistency', () => Sample.find().consistency('quorum')],
  ['token', 'token', () => Sample.find({ $token: { $gt: 0n } })],
];

describeEachEngine('steps that an engine does not have', (engine) => {
  engine.useModels(Sample);

  const sentBy = (work: () => unknown): Promise<readonly string[]> => statementsOf(engine.engine, work);

  for (const [capability, name, query] of STEPS) {
    itRefuses(capability, `${name} is refused by every terminal, with zero driver calls`, async () => {
      const terminals: readonly (() => Promise<unknown>)[] = [
        () => query().all(),
        () => query().first(),
        () => query().where({ id: 1 }).one(),
        () => query().count(),
        () => query().exists(),
        () => query().distinct('age'),
        () => query().values('id'),
        () => query().max('age'),
        () => query().page(),
        () => query()[Symbol.asyncIterator]().next(),
        () => query().batches(2)[Symbol.asyncIterator]().next(),
        () => query().explain(),
      ];
      const sent = await sentBy(async () => {
        for (const terminal of terminals) {
          const error = await expectError(terminal(), UnsupportedCapabilityError, { capability });
          expect(error.status).toBe(400);
          expect(error.engine).toBe(engine.name);
          expect(error.message).toContain(name);
        }
      });
      expect(sent).toEqual([]);
    });
  }

  test('a set-based write takes no hint that it would have to ignore', async () => {
    const sent = await sentBy(async () => {
      for (const [, , query] of STEPS.slice(0, 4)) {
        await expectError(query().where({ id: 1 }).update({ age: 1 }), InvalidQueryError);
        await expectError(query().where({ id: 1 }).delete(), InvalidQueryError);
      }
    });
    expect(sent).toEqual([]);
  });

  itRefuses('consistency', 'consistency on a set-based write', async () => {
    const sent = await sentBy(async () => {
      const query = Sample.find({ id: 1 }).consistency('quorum');
      await expectError(query.update({ age: 1 }), UnsupportedCapabilityError, { capability: 'consistency' });
      await expectError(query.delete(), UnsupportedCapabilityError, { capability: 'consistency' });
    });
    expect(sent).toEqual([]);
  });

  itRefuses('consistency', 'consistency as an option is refused too', async () => {
    const sent = await sentBy(async () => {
      await expectError(Sample.find({}, { consistency: 'one' }).all(), UnsupportedCapabilityError);
      await expectError(Sample.get(1, { consistency: 'one' }), UnsupportedCapabilityError);
    });
    expect(sent).toEqual([]);
  });

  test('an unknown level of consistency is an InvalidQueryError of the step itself', async () => {
    for (const level of ['', 'QUORUM', 'most', 1, {}]) {
      await expectError(() => Sample.find().consistency(level as never), InvalidQueryError);
    }
  });

  test('null and undefined are no steps', async () => {
    const query = Sample.find()
      .consistency(null)
      .timeout(undefined)
      .signal(null)
      .fetchSize(null)
      .comment(undefined)
      .hint(null)
      .readPreference(undefined)
      .perPartitionLimit(null);
    expect(await query).toEqual([]);
  });

  test('arguments of steps are checked at once', async () => {
    await expectError(() => Sample.find().comment(1 as never), InvalidQueryError);
    await expectError(() => Sample.find().comment(''), InvalidQueryError);
    await expectError(() => Sample.find().readPreference({} as never), InvalidQueryError);
    await expectError(() => Sample.find().signal({} as never), InvalidQueryError);
    await expectError(() => Sample.find().onlyDeleted(), InvalidQueryError);
  });

  itNeeds('query.join', 'a native filter of another language is refused, with no I/O', async () => {
    const others = engine.name === 'mongodb' ? [sql`TRUE`, cql`x = 1`] : [native({ a: 1 }), cql`x = ${1}`];
    const sent = await sentBy(async () => {
      for (const filter of others) await expectError(Sample.find(filter).all(), InvalidQueryError);
    });
    expect(sent).toEqual([]);
  });
});
