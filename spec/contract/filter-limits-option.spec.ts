import { ConfigurationError, Document, Entity, Field, InvalidQueryError, PrimaryKey } from '../../lib';
import { describeEachEngine } from '../support/engines';
import { expectError } from '../support/expect-error';

@Entity()
class Leaflet extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;
  @Field({ type: 'int' }) pages!: number;
}

describeEachEngine('the option filterLimits', (t) => {
  it('holds for every way of asking, and leaves other limits as they are', async () => {
    const engine = await t.connect({ filterLimits: { maxListLength: 2 } });
    try {
      engine.register(Leaflet, { rebind: true });
      await engine.syncSchema();
      await Leaflet.create({ id: 'a', pages: 1 });
      expect(await Leaflet.count({ pages: { $in: [1, 2] } })).toBe(1);
      await expectError(() => Leaflet.find({ pages: { $in: [1, 2, 3] } }), InvalidQueryError);
      await expectError(() => Leaflet.find().where({ pages: { $in: [1, 2, 3] } }), InvalidQueryError);
      await expectError(() => Leaflet.get({ pages: { $in: [1, 2, 3] } }), InvalidQueryError);
      await Leaflet.dropTable();
    } finally {
      await engine.close();
    }
  });

  it('holds for what plugins add to reads by key, and to the row in the way of a write', async () => {
    const engine = await t.connect({ filterLimits: { maxListLength: 2 } });
    let pages = [1, 2];
    engine.use<Leaflet>({ name: 'some pages', rewriteQuery: (query) => query.where({ pages: { $in: pages } }) });
    try {
      engine.register(Leaflet, { rebind: true });
      await engine.syncSchema();
      const stored = await Leaflet.create({ id: 'a', pages: 1 });
      expect(await Leaflet.getMany(['a'])).toEqual([stored]);
      pages = [1, 2, 3];
      await expectError(() => Leaflet.find(), InvalidQueryError);
      await expectError(() => Leaflet.get('a'), InvalidQueryError);
      await expectError(() => Leaflet.getMany(['a']), InvalidQueryError);
      await expectError(() => Leaflet.build({ id: 'a' }).refresh(), InvalidQueryError);
      await Leaflet.dropTable();
    } finally {
      await engine.close();
    }
  });

  it('is refused when it names no limit', async () => {
    await expectError(() => t.connect({ filterLimits: { maxDepth: 0 } }), ConfigurationError);
  });
});
