import * as d from '../../../lib/decorators';
import { modelMetadataOf } from '../../../lib/metadata/model-metadata-of';
import { Document, MaterializedView } from './bare-document';
import { problemsOf } from './problems-of';

@d.Entity()
class User extends Document {
  @d.PrimaryKey() id!: string;
  @d.Field() country!: string;
  @d.Field('int') age!: number;
}

const roles = (model: Parameters<typeof modelMetadataOf>[0]): readonly string[] =>
  modelMetadataOf(model).fields.map((field) => `${field.property} ${field.role}`);

describe('a view', () => {
  it('takes its key from keys, in their order', () => {
    @d.Entity({ name: 'by_country' })
    @d.View({ of: User, where: { age: { $gte: 18 } }, keys: ['country', 'id'], orderBy: { id: 'desc' } })
    class UsersByCountry extends MaterializedView {
      @d.Field() id!: string;
      @d.Field() country!: string;
    }
    const model = modelMetadataOf(UsersByCountry);
    expect(model).toMatchObject({ table: 'by_country', kind: 'view', readOnly: true });
    expect(roles(UsersByCountry)).toEqual(['id clusteringKey', 'country primaryKey']);
    expect(model.key.fields.map((field) => field.property)).toEqual(['country', 'id']);
    expect(model.key.clustering[0]?.direction).toBe('desc');
    expect(model.view).toMatchObject({
      where: { age: { $gte: 18 } },
      columns: null,
      partition: ['country'],
      clustering: ['id'],
      aggregate: null,
    });
    expect(model.view?.source()).toBe(User);
  });

  it.each([['-age'], [['age', 'desc']], [['id', '-age']], [{ age: -1 }], [{ age: { dir: 'desc' } }]])(
    'reads the direction of key fields from the order %j',
    (orderBy) => {
      @d.View({ of: () => User, keys: { partition: ['id', 'country'], clustering: ['age'] }, orderBy })
      class Ages extends MaterializedView {
        @d.PrimaryKey() age!: number;
        @d.PrimaryKey() country!: string;
        @d.PrimaryKey() id!: string;
      }
      d.Field('int')(Ages.prototype, 'age');
      const { key, table } = modelMetadataOf(d.Entity()(Ages));
      expect(table).toBe('ages');
      expect(key.partition.map((field) => field.property)).toEqual(['id', 'country']);
      expect(key.clustering.map(({ field, direction }) => [field.property, direction])).toEqual([['age', 'desc']]);
    },
  );

  it('may declare its key by decorators, or have none', () => {
    @d.View({ of: User, aggregate: { groupBy: 'country', compute: { n: { $count: true } } } })
    class Counts extends MaterializedView {
      @d.PrimaryKey() country!: string;
      @d.Field('bigint') n!: bigint;
    }
    @d.View({ of: User, columns: ['age'] })
    class Keyless extends MaterializedView {
      @d.Field('int') age!: number;
    }
    expect(modelMetadataOf(Counts).view).toMatchObject({ partition: ['country'], clustering: [] });
    expect(modelMetadataOf(Keyless).view).toMatchObject({ partition: [], columns: ['age'] });
  });

  it('is refused for keys and fields that its source or itself lacks', () => {
    @d.View({ of: User, columns: ['id', 'nope' as 'id'], keys: ['id', 'missing', 'id'] })
    class Wrong extends MaterializedView {
      @d.Field() id!: string;
      @d.Field() age!: number;
      @d.Field() extra!: string;
      @d.ClusteringKey() country!: string;
    }
    expect(problemsOf(Wrong)).toEqual([
      expect.stringContaining('keys names a field twice'),
      expect.stringContaining('keys names missing, which is no field of the view'),
      expect.stringContaining('Wrong.country: is a key field, but keys does not name it'),
      expect.stringContaining('columns names nope, but User has no such field'),
      expect.stringContaining('Wrong.age: its type is not that of User.age'),
      expect.stringContaining('Wrong.age: is not in columns'),
      expect.stringContaining('Wrong.extra: User has no such field'),
      expect.stringContaining('Wrong.extra: is not in columns'),
    ]);
  });

  it('is refused for a source that is none, itself, or broken', () => {
    @d.View({ of: () => undefined as never })
    class NoSource extends MaterializedView {
      @d.Field() id!: string;
    }
    @d.View({ of: (): typeof MaterializedView => Itself })
    class Itself extends MaterializedView {
      @d.Field() id!: string;
    }
    @d.Entity()
    class Broken extends Document {
      @d.Field() id!: string;
    }
    @d.View({ of: Broken })
    class OfBroken extends MaterializedView {
      @d.Field() id!: string;
    }
    expect(problemsOf(NoSource)).toEqual([expect.stringContaining('of is no model')]);
    expect(problemsOf(Itself)).toEqual([expect.stringContaining('of is no model')]);
    expect(problemsOf(OfBroken)).toEqual([expect.stringContaining('Broken: has no key')]);
  });

  it('is refused for two views that are made of each other', () => {
    @d.View({ of: (): typeof MaterializedView => Second })
    class First extends MaterializedView {
      @d.Field() id!: string;
    }
    @d.View({ of: First })
    class Second extends MaterializedView {
      @d.Field() id!: string;
    }
    expect(problemsOf(Second)).toEqual([expect.stringContaining('is the source of itself')]);
  });
});
