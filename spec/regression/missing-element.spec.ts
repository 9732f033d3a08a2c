import { Document, DocumentNotFoundError, Entity, Field, PrimaryKey, UnprocessableError } from '../../lib';
import { describeEachEngine } from '../support/engines';
import { expectError } from '../support/expect-error';

@Entity()
class Row extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: ['string'] }) tags: string[] = [];

  @Field({ type: [['int']], nullable: true }) grid?: number[][] | null;
}

describeEachEngine('a list element that does not exist', (engine) => {
  engine.useModels(Row);
  beforeEach(() => Row.truncate());

  test('is said to be missing, not the row', async () => {
    const row = await Row.create({ id: 'a', tags: ['x'], grid: [[1]] });
    await expectError(row.update({ $setIndex: { tags: [1, 'y'] } }), UnprocessableError);
    await expectError(row.update({ $setIndex: { grid: [4, [1]] } }), UnprocessableError);
    await expectError(row.update({ $setIndex: { tags: [1, 'y'] } }, { ifExists: true }), UnprocessableError);
    expect((await Row.get('a')).tags).toEqual(['x']);
  });

  test('fails a batch as well', async () => {
    const row = await Row.create({ id: 'a', tags: ['x'] });
    const batch = engine.engine.batch(async () => {
      await Row.build({ id: 'b' }).save();
      await row.update({ $setIndex: { tags: [1, 'y'] } });
    });
    await expectError(batch, UnprocessableError);
    expect(await Row.exists({ id: 'b' })).toBe(false);
  });

  test('is not what is wrong when the row is gone', async () => {
    const row = await Row.create({ id: 'a', tags: ['x'] });
    await Row.deleteMany({ id: 'a' });
    await expectError(row.update({ $setIndex: { tags: [0, 'y'] } }), DocumentNotFoundError);
    const outcome = await row.update({ $setIndex: { tags: [0, 'y'] } }, { ifExists: true });
    expect(outcome).toMatchObject({ applied: false, existing: null });
  });
});
