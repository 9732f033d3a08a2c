import * as d from '../../../lib/decorators';
import { modelMetadataOf } from '../../../lib/metadata/model-metadata-of';
import { Document } from './bare-document';
import { problemsOf } from './problems-of';

// biome-ignore lint/suspicious/noExplicitAny: TypeScript takes no other parameter type for a mixin's base (TS2545).
type Class = new (...args: any[]) => Document;

abstract class Stamped extends Document {
  @d.CreatedAt() createdAt!: Date;
  @d.Field() @d.Index() label!: string;

  @d.BeforeSave() trim(): void {}
  @d.BeforeSave() check(): void {}
  @d.BeforeQuery() static scope(): void {}
}

const named = <B extends Class>(Base: B) => {
  class Named extends Base {
    @d.Field() name!: string;
    @d.AfterLoad() greet(): void {}
  }
  return Named;
};

@d.Entity({ name: 'articles', namespace: 'cms', ttl: 60, options: { postgres: { fillfactor: 70 } } })
class Article extends Stamped {
  @d.PrimaryKey() id!: string;
  @d.AfterSave() publish(): void {}
  @d.BeforeSave() override trim(): void {}
}

@d.Entity({ options: { mongodb: { capped: true } } })
class Essay extends Article {
  @d.Field({ type: 'ascii', nullable: true }) override label!: string;
  @d.Field() words!: number;
  @d.BeforeSave() count(): void {}
}

@d.Entity()
class Person extends named(Stamped as unknown as Class) {
  @d.PrimaryKey() id!: string;
}

@d.Entity()
class City extends named(Document) {
  @d.PrimaryKey() id!: string;
}

const properties = (model: Parameters<typeof modelMetadataOf>[0]): readonly string[] =>
  modelMetadataOf(model).fields.map((field) => field.property);

describe('inheritance', () => {
  it('gives the fields of abstract bases and mixins to subclasses, base class first', () => {
    expect(properties(Article)).toEqual(['createdAt', 'label', 'id']);
    expect(properties(Essay)).toEqual(['createdAt', 'label', 'id', 'words']);
    expect(properties(Person)).toEqual(['createdAt', 'label', 'name', 'id']);
    expect(properties(City)).toEqual(['name', 'id']);
  });

  it('puts an overridden field where its base has it, as the subclass declares it', () => {
    expect(modelMetadataOf(Essay).fields[1]).toMatchObject({ type: { kind: 'ascii' }, nullable: true, index: 1 });
    expect(modelMetadataOf(Article).fields[1]).toMatchObject({ type: { kind: 'string' }, nullable: false });
    expect(modelMetadataOf(Article).indexes).toHaveLength(1);
    expect(modelMetadataOf(Essay).indexes).toHaveLength(0);
  });

  it('runs an overridden hook once, in the place of its base', () => {
    expect(modelMetadataOf(Article).hooks.beforeSave).toEqual(['trim', 'check']);
    expect(modelMetadataOf(Essay).hooks).toMatchObject({
      beforeSave: ['trim', 'check', 'count'],
      afterSave: ['publish'],
      beforeQuery: ['scope'],
      afterLoad: [],
    });
    expect(modelMetadataOf(City).hooks).toMatchObject({ afterLoad: ['greet'], beforeSave: [], beforeQuery: [] });
  });

  it('inherits the options of the base, except name and abstract', () => {
    expect(modelMetadataOf(Essay)).toMatchObject({
      table: 'essay',
      namespace: 'cms',
      ttlSeconds: 60,
      options: { postgres: { fillfactor: 70 }, mongodb: { capped: true } },
    });
    @d.Entity({ abstract: true })
    abstract class Root extends Document {}
    @d.Entity()
    class Leaf extends Root {
      @d.PrimaryKey() id!: string;
    }
    expect(modelMetadataOf(Root)).toMatchObject({ abstract: true, fields: [] });
    expect(modelMetadataOf(Leaf)).toMatchObject({ abstract: false, table: 'leaf' });
  });

  it('needs a decorator on each model', () => {
    class Special extends Article {}
    expect(problemsOf(Special)).toEqual([expect.stringContaining('Special: is no model')]);
  });

  it('lets nothing leak between siblings, nor from subclass to base, whatever is finalized first', () => {
    const base = () => {
      class Base extends Document {
        @d.PrimaryKey() id!: string;
      }
      return d.Entity()(Base);
    };
    const Base = base();
    class One extends Base {
      @d.Field() @d.Index() one!: string;
      @d.AfterLoad() ready(): void {}
    }
    class Two extends Base {
      @d.Field() two!: string;
    }
    const [Second, First] = [d.Entity()(Two), d.Entity()(One)];
    expect([properties(Second), properties(Base), properties(First)]).toEqual([['id', 'two'], ['id'], ['id', 'one']]);
    expect(modelMetadataOf(Base).hooks.afterLoad).toEqual([]);
    expect(modelMetadataOf(Second).indexes).toEqual([]);
  });

  it('does not take the emitted type of a base for a property that a subclass declares again', () => {
    class Base extends Document {
      @d.Field() value!: string;
    }
    class Derived extends Base {}
    d.PrimaryKey({ type: 'uuid' })(Derived.prototype, 'id');
    d.Field()(Derived.prototype, 'value');
    expect(problemsOf(d.Entity()(Derived))).toEqual([expect.stringContaining('Derived.value: has no type')]);
  });
});
