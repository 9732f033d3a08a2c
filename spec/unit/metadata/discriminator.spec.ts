import * as d from '../../../lib/decorators';
import { ModelDefinitionError } from '../../../lib/errors/definition-errors';
import { modelMetadataOf } from '../../../lib/metadata/model-metadata-of';
import { storedFieldsOf, storedIndexesOf } from '../../../lib/metadata/stored-fields-of';
import { Document } from './bare-document';
import { problemsOf } from './problems-of';

@d.Entity({ name: 'animals', namespace: 'zoo' })
class Animal extends Document {
  @d.PrimaryKey() id!: string;
  @d.Discriminator({ name: 'kind_of' }) kind!: string;
  @d.Field() @d.Index() name!: string;
}

@d.Entity({ discriminator: 'cat' })
class Cat extends Animal {
  @d.Field() @d.Index() lives!: number;
}

@d.Entity({ discriminator: 'lion' })
class Lion extends Cat {
  @d.Field() pride!: string;
}

@d.Entity({ discriminator: 'dog' })
class Dog extends Animal {
  @d.Field() lives!: number;
  @d.Field({ type: 'string', nullable: true }) override name!: string;
}

const values = (model: Parameters<typeof modelMetadataOf>[0]): readonly string[] => [
  ...(modelMetadataOf(model).discriminator?.members().keys() ?? []),
];

describe('a discriminated model', () => {
  it('shares the table of its root', () => {
    for (const model of [Lion, Cat, Dog, Animal]) {
      expect(modelMetadataOf(model)).toMatchObject({ table: 'animals', namespace: 'zoo' });
      expect(modelMetadataOf(model).discriminator?.root()).toBe(modelMetadataOf(Animal));
      expect(modelMetadataOf(model).discriminator?.field).toMatchObject({ property: 'kind', column: 'kind_of' });
    }
    expect(modelMetadataOf(Lion).fields.map((field) => field.property)).toEqual([
      'id',
      'kind',
      'name',
      'lives',
      'pride',
    ]);
  });

  it('knows its value, and the classes below it', () => {
    expect(modelMetadataOf(Animal).discriminator?.value).toBeNull();
    expect(modelMetadataOf(Lion).discriminator?.value).toBe('lion');
    expect(values(Animal)).toEqual(['cat', 'lion', 'dog']);
    expect(values(Cat)).toEqual(['cat', 'lion']);
    expect(values(Lion)).toEqual(['lion']);
    expect(modelMetadataOf(Animal).discriminator?.members().get('dog')).toBe(modelMetadataOf(Dog));
  });

  it('stores the union of all classes, what only some have as nullable', () => {
    const stored = storedFieldsOf(modelMetadataOf(Dog));
    expect(stored).toBe(storedFieldsOf(modelMetadataOf(Animal)));
    expect(stored.map((field) => [field.property, field.nullable, field.index])).toEqual([
      ['id', false, 0],
      ['kind', false, 1],
      ['name', true, 2],
      ['lives', true, 3],
      ['pride', true, 4],
    ]);
    expect(modelMetadataOf(Lion).fieldByProperty.get('lives')?.nullable).toBe(false);
    const indexed = storedIndexesOf(modelMetadataOf(Cat)).map((index) => index.parts[0]?.path);
    expect(indexed).toEqual(['name', 'lives']);
  });

  it('sees classes that are declared later', () => {
    class Base extends Document {
      @d.PrimaryKey() id!: string;
      @d.Discriminator() kind!: string;
    }
    const Root = d.Entity({ discriminator: 'root' })(Base);
    expect(values(Root)).toEqual(['root']);
    expect(storedFieldsOf(modelMetadataOf(Root))).toHaveLength(2);
    class Late extends Root {
      @d.Field() extra!: string;
    }
    const Member = d.Entity({ discriminator: 'late' })(Late);
    expect(values(Root)).toEqual(['root', 'late']);
    expect(modelMetadataOf(Root).discriminator?.members().get('late')).toBe(modelMetadataOf(Member));
    expect(storedFieldsOf(modelMetadataOf(Root))).toHaveLength(3);
  });

  it('may have an abstract root', () => {
    @d.Entity({ abstract: true })
    abstract class Shape extends Document {
      @d.PrimaryKey() id!: string;
      @d.Discriminator() kind!: string;
    }
    @d.Entity({ discriminator: 'circle' })
    class Circle extends Shape {
      @d.Field() radius!: number;
    }
    expect(modelMetadataOf(Circle).table).toBe('shape');
    expect(modelMetadataOf(Shape).discriminator?.value).toBeNull();
    expect(values(Shape)).toEqual(['circle']);
  });

  it('may have the discriminator in its key', () => {
    @d.Entity({ discriminator: 'a' })
    class Keyed extends Document {
      @d.PrimaryKey() @d.Discriminator() kind!: string;
      @d.PrimaryKey() id!: string;
    }
    const model = modelMetadataOf(Keyed);
    expect(model.key.fields.map((field) => field.property)).toEqual(['kind', 'id']);
    expect(model.discriminator?.field).toBe(model.key.fields[0]);
  });

  it('gives a model without one its own fields', () => {
    @d.Entity()
    class Plain extends Document {
      @d.PrimaryKey() id!: string;
      @d.Index() @d.Field() name!: string;
    }
    const model = modelMetadataOf(Plain);
    expect(storedFieldsOf(model)).toBe(model.fields);
    expect(storedIndexesOf(model)).toBe(model.indexes);
    expect(model.discriminator).toBeNull();
  });

  it('is refused for a value without a field, a missing value, another key, and a place of its own', () => {
    @d.Entity({ discriminator: 'x' })
    class Lost extends Document {
      @d.PrimaryKey() id!: string;
    }
    @d.Entity({ name: 'mine' })
    class Silent extends Animal {
      @d.PrimaryKey() second!: string;
      @d.Field() override id!: string;
    }
    expect(problemsOf(Lost)).toEqual([expect.stringContaining('write @Discriminator() on a field of its base')]);
    expect(problemsOf(Silent)).toEqual([
      expect.stringContaining("write @Entity({ discriminator: '...' })"),
      expect.stringContaining('leave out name and namespace'),
      expect.stringContaining('Silent.id: is a key field of Animal'),
      expect.stringContaining('Silent.second: the key is that of Animal'),
    ]);
  });

  it('is refused for a value that another class has, also by the root when it was finalized before', () => {
    class Base extends Document {
      @d.PrimaryKey() id!: string;
      @d.Discriminator() kind!: string;
    }
    const Root = d.Entity()(Base);
    const root = modelMetadataOf(Root);
    class One extends Root {}
    class Two extends Root {}
    const [First] = [d.Entity({ discriminator: 'same' })(One), d.Entity({ discriminator: 'same' })(Two)];
    expect(problemsOf(First)).toEqual([expect.stringContaining("discriminator 'same' is the value of One and Two")]);
    expect(() => root.discriminator?.members()).toThrow(ModelDefinitionError);
  });

  it('is refused for one stored name with two types', () => {
    class Base extends Document {
      @d.PrimaryKey() id!: string;
      @d.Discriminator() kind!: string;
    }
    const Root = d.Entity()(Base);
    class One extends Root {
      @d.Field({ type: 'int', name: 'v' }) one!: number;
    }
    class Two extends Root {
      @d.Field({ type: 'string', name: 'v' }) two!: string;
    }
    const First = d.Entity({ discriminator: 'one' })(One);
    d.Entity({ discriminator: 'two' })(Two);
    expect(() => storedFieldsOf(modelMetadataOf(First))).toThrow(
      "Two.two: the stored name 'v' has another type in One: write another name, or the same type.",
    );
  });
});
