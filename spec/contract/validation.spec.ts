import {
  IsEmail,
  IsIn,
  IsInt,
  IsOptional,
  Length,
  Max,
  Min,
  MinLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { BulkWriteError, Document, Embeddable, Embedded, Entity, Field, PrimaryKey, ValidationError } from '../../lib';
import { Movie } from '../../models-example';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { statementsOf } from '../support/statements-of';

@Embeddable()
class Line {
  @Field({ type: 'string' }) @MinLength(2) article!: string;

  @Field({ type: 'int' }) @Min(1) count!: number;
}

@Embeddable()
class Contact {
  @Field({ type: 'string' }) @IsEmail() email!: string;
}

@Entity()
class Order extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'string' }) @Length(2, 5) @IsIn(['open', 'shut']) state = 'open';

  @Field({ type: 'int', nullable: true }) @IsOptional() @Max(50) discount?: number | null;

  @Field({ type: 'int', nullable: true })
  @ValidateIf((order) => order.priority !== undefined && order.priority !== null)
  @Min(1, { groups: ['strict'] })
  priority?: number | null;

  @Embedded(() => [Line]) lines: Line[] = [];

  @Embedded(() => Contact) @ValidateNested() contact?: Contact | null;

  @Embedded(
    () => Map,
    () => Line,
    { nullable: true },
  )
  extras?: Map<string, Line> | null;
}

@Entity({ validate: 'off' })
class Lax extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'int' }) @IsInt() @Min(10) n!: number;
}

const BAD = {
  id: 'bad',
  state: 'x',
  lines: [
    { article: 'ok', count: 1 },
    { article: 'a', count: 0 },
  ],
};
const BAD_PROBLEMS = ['lines.1.article minLength', 'lines.1.count min', 'state isIn', 'state isLength'];

function problemsOf(error: ValidationError): readonly string[] {
  return error.problems.map(({ path, constraint }) => `${path} ${constraint}`).sort();
}

async function order(id: string): Promise<Order> {
  return Order.build({ id, lines: [{ article: 'bolt', count: 2 }], contact: { email: 'a@b.org' } }).save();
}

describeEachEngine('validation', (engine) => {
  engine.useModels(Order, Lax, Movie);
  beforeEach(() => Order.truncate());

  test('runs before insert and save: all problems at once, and nothing is sent', async () => {
    const sent = await statementsOf(engine.engine, async () => {
      for (const write of [() => Order.create(BAD), () => Order.build(BAD).save(), () => Order.build(BAD).insert()]) {
        const error = await expectError(write, ValidationError, {
          status: 422,
          model: 'Order',
          code: 'POLYDOC_VALIDATION',
        });
        expect(problemsOf(error)).toEqual(BAD_PROBLEMS);
      }
    });
    expect(sent).toEqual([]);
  });

  test('the messages are those of class-validator, and hold no values', async () => {
    const error = await expectError(Order.create({ id: 'a', state: 'secret value' }), ValidationError);
    expect(error.problems).toContainEqual({
      path: 'state',
      constraint: 'isIn',
      message: 'state must be one of the following values: open, shut',
    });
    expect(error.message).not.toContain('secret value');
  });

  test('embedded values are checked, with or without @ValidateNested, in lists and maps too', async () => {
    const error = await expectError(
      Order.create({
        id: 'a',
        contact: { email: 'no mail' },
        extras: { gift: { article: 'g', count: 0 } },
        lines: [{ article: 'ok', count: -1 }],
      }),
      ValidationError,
    );
    expect(problemsOf(error)).toEqual([
      'contact.email isEmail',
      'extras.gift.article minLength',
      'extras.gift.count min',
      'lines.0.count min',
    ]);
  });

  test('runs before a save that updates', async () => {
    const document = await order('a');
    document.state = 'x';
    const [line] = document.lines;
    if (line) line.count = 0;
    const sent = await statementsOf(engine.engine, async () => {
      const error = await expectError(document.save(), ValidationError);
      expect(problemsOf(error)).toEqual(['lines.0.count min', 'state isIn', 'state isLength']);
    });
    expect(sent).toEqual([]);
    expect(document.isDirty()).toBe(true);
    expect((await Order.get('a')).state).toBe('open');
  });

  test('runs before update, for the fields that it sets', async () => {
    const document = await order('a');
    const sent = await statementsOf(engine.engine, async () => {
      const error = await expectError(document.update({ state: 'x', discount: 51 }), ValidationError);
      expect(problemsOf(error)).toEqual(['discount max', 'state isIn', 'state isLength']);
      await expectError(document.update({ $set: { discount: 51 } }), ValidationError);
      await expectError(document.update({ contact: { email: 'no' } }), ValidationError);
    });
    expect(sent).toEqual([]);
    expect(document).toMatchObject({ state: 'open' });
    await document.update({ discount: 50 });
  });

  test('runs before update of a nested path', async () => {
    const document = await order('a');
    const sent = await statementsOf(engine.engine, async () => {
      const error = await expectError(document.update({ 'contact.email': 'no mail' }), ValidationError);
      expect(problemsOf(error)).toEqual(['contact.email isEmail']);
    });
    expect(sent).toEqual([]);
    expect((await Order.get('a')).contact?.email).toBe('a@b.org');
  });

  test('problems of types and of rules come together', async () => {
    const attributes: object = { id: 'a', state: 5, discount: 1.5 };
    const error = await expectError(Order.create(attributes), ValidationError);
    const paths = new Set(error.problems.map((problem) => problem.path));
    expect([...paths].sort()).toEqual(['discount', 'state']);
  });

  test('validate: false skips the rules, but never the types', async () => {
    const document = await Order.create({ id: 'a', state: 'x' }, { validate: false });
    expect((await Order.get('a')).state).toBe('x');
    document.discount = 99;
    await document.save({ validate: false });
    await document.update({ discount: 98 }, { validate: false });
    expect((await Order.get('a')).discount).toBe(98);
    Object.assign(document, { state: 5 });
    await expectError(document.save({ validate: false }), ValidationError);
    const nothing: object = { id: 'b', state: null };
    await expectError(Order.create(nothing, { validate: false }), ValidationError);
  });

  test('groups choose among the rules', async () => {
    const strict = { validate: { groups: ['strict'] } };
    const error = await expectError(Order.create({ id: 'a', priority: 0, state: 'x' }, strict), ValidationError);
    expect(problemsOf(error)).toEqual(['priority min']);
    await expectError(Order.build({ id: 'a', priority: 0 }).validate({ groups: ['strict'] }), ValidationError);
    await Order.create({ id: 'a', priority: 1, state: 'x' }, strict);
  });

  test('validate() does what a write would do, without I/O', async () => {
    const sent = await statementsOf(engine.engine, async () => {
      const error = await expectError(Order.build(BAD).validate(), ValidationError);
      expect(problemsOf(error)).toEqual(BAD_PROBLEMS);
      await Order.build({ id: 'good' }).validate();
    });
    expect(sent).toEqual([]);
  });

  test('a class can switch the rules off, and still be validated when asked', async () => {
    await Lax.create({ id: 'a', n: 1 });
    expect((await Lax.get('a')).n).toBe(1);
    await expectError(Lax.build({ id: 'b', n: 1 }).validate(), ValidationError);
    await expectError(Lax.create({ id: 'b', n: 1 }, { validate: { groups: [] } }), ValidationError);
    const text: object = { id: 'c', n: 'x' };
    await expectError(Lax.create(text), ValidationError);
  });

  itNeeds('transaction', 'bulk writes check every document', async () => {
    const error = await expectError(Order.insertMany([BAD, { id: 'b' }, { id: 'c', discount: 99 }]), BulkWriteError);
    expect(error.result).toMatchObject({
      failed: 2,
      items: [{ outcome: 'failed' }, { outcome: 'skipped' }, { outcome: 'failed' }],
    });
    await Order.insertMany([BAD], { validate: false });
    expect((await Order.get('bad')).state).toBe('x');
  });

  test('an unchanged stored document that breaks the rules is left alone', async () => {
    await Order.create({ id: 'a', state: 'x' }, { validate: false });
    const document = await Order.get('a');
    await document.save();
    await document.delete();
  });

  test('the example: years that the data set gets wrong are refused', async () => {
    const error = await expectError(Movie.create({ title: 'x', released: '2046-01-01' }), ValidationError);
    expect(error.problems).toEqual([
      { path: 'released', constraint: 'matches', message: 'released must lie between 1900 and 2012' },
    ]);
    await Movie.create({ title: 'x', released: '1999-03-31', rating: 'R', imdb: 8.7 });
  });
});
