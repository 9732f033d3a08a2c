import { Document, Entity, Field, InvalidQueryError, ModelDefinitionError, PrimaryKey, Vector } from '../../lib';
import { describeEachEngine, itNeeds, itRefuses } from '../support/engines';
import { expectError } from '../support/expect-error';
import { statementsOf } from '../support/statements-of';

@Entity({ name: 'contract_nearest' })
class Sketch extends Document {
  @PrimaryKey({ type: 'int' }) id!: number;

  @Field({ type: 'string' }) title = '';

  @Vector({ dimensions: 2 }) at!: Float32Array;
}

describeEachEngine('nearest', (engine) => {
  itNeeds('vector', 'gives the nearest first, ties by key', async () => {
    engine.engine.register(Sketch, { rebind: true });
    await engine.engine.syncSchema();
    await Sketch.insertMany([
      { id: 3, at: new Float32Array([0, 1]) },
      { id: 1, at: new Float32Array([5, 5]) },
      { id: 2, at: new Float32Array([1, 0]) },
    ]);
    const nearest = Sketch.find().orderBy({ at: { $near: [0, 0] } });
    expect((await nearest.limit(2)).map(({ id }) => id)).toEqual([2, 3]);
    expect((await nearest).map(({ id }) => id)).toEqual([2, 3, 1]);
  });

  itRefuses('vector', 'refuses a model with a vector, and asks the store nothing', async () => {
    const sent = await statementsOf(engine.engine, async () => {
      const refusal = await expectError(() => engine.engine.register(Sketch), ModelDefinitionError);
      expect(refusal.message).toContain('Sketch.at');
      expect(refusal.message).toContain('`vector`');
    });
    expect(sent).toEqual([]);
  });

  test('refuses what is no vector of the field, before anything is sent', async () => {
    const sent = await statementsOf(engine.engine, async () => {
      for (const vector of [[1], [1, 2, 3], [Number.NaN, 1], new Float32Array(3)]) {
        await expectError(() => Sketch.find().orderBy({ at: { $near: vector } }), InvalidQueryError, { path: 'at' });
      }
      await expectError(() => Sketch.find().orderBy('title', { at: { $near: [1, 2] } }), InvalidQueryError);
    });
    expect(sent).toEqual([]);
  });
});
