import * as d from '../../../lib/decorators';
import { CounterDocument, Document, MaterializedView } from './bare-document';
import { problemsOf } from './problems-of';

@d.Embeddable()
class Address {
  @d.Field() city!: string;
}

describe('a field without a type', () => {
  it.each([
    [
      'nothing emitted',
      undefined,
      "write @Field with type, such as { type: 'string' }, or compile with emitDecoratorMetadata",
    ],
    ['a list', Array, "write @Field with type: ['string']"],
    ['a set', Set, "write @Field with type: { set: 'string' }"],
    ['a map', Map, "write @Field with type: { map: ['string', 'int'] }"],
    ['T | null', Object, 'compilers emit Object for `T | null`'],
    ['a class', URL, 'no type can be inferred from URL'],
  ])('is refused with advice: %s', (_, designType, advice) => {
    class Untyped extends Document {
      x: unknown;
    }
    if (designType !== undefined) Reflect.defineMetadata('design:type', designType, Untyped.prototype, 'x');
    d.Field()(Untyped.prototype, 'x');
    d.PrimaryKey({ type: 'uuid' })(Untyped.prototype, 'id');
    const problems = problemsOf(d.Entity()(Untyped));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^Untyped\.x: /);
    expect(problems[0]).toContain(advice);
  });

  it('names the decorator that was written', () => {
    class Untyped extends Document {}
    d.PrimaryKey()(Untyped.prototype, 'id');
    expect(problemsOf(d.Entity()(Untyped))[0]).toContain('write @PrimaryKey with type');
  });
});

describe('a field', () => {
  /** Problems of a model with a key and one field more. */
  function problemsOfField(property: string, ...decorators: readonly ((target: object, property: string) => void)[]) {
    class Thing extends Document {}
    d.PrimaryKey({ type: 'uuid' })(Thing.prototype, 'id');
    for (const decorate of decorators) decorate(Thing.prototype, property);
    return problemsOf(d.Entity()(Thing)).map((line) => line.replace(/^Thing\.?/, ''));
  }
  const field = (options: object) => Reflect.apply(d.Field, undefined, [options]);

  it.each([
    ['an unknown type', field({ type: 'varchar' }), "'varchar' is not a type"],
    ['an unknown option', field({ type: 'int', nulable: true }), 'there is no option `nulable`'],
    ['a class that stands for itself', field({ type: Address }), 'write () => Address'],
    ['a class that is not embeddable', d.Embedded(() => URL), 'write @Embeddable() on it'],
    ['a class that is not there', d.Embedded(() => undefined as never), 'the embedded class is not a class (undefined'],
    ['a map without the class of its values', d.Embedded(() => Map), 'write @Embedded(() => Map, () => C)'],
    ['a list of two classes', d.Embedded(() => [Address, Address] as never), 'write @Embedded(() => [C])'],
    ['a vector without dimensions', d.Vector({ dimensions: 0 }), 'a vector has 1 to'],
    ['an empty stored name', field({ type: 'int', name: '' }), 'the stored name is empty'],
    ['a NUL in the stored name', field({ type: 'int', name: 'a\0' }), 'NUL'],
    ['a stored name twice', field({ type: 'int', name: 'id' }), "the stored name 'id' is that of id already"],
    ['a default that is null', field({ type: 'int', default: null }), 'write nullable: true'],
    ['defaultOnLoad alone', field({ type: 'int', defaultOnLoad: true }), 'write default'],
    ['a shared default', field({ type: () => Address, default: new Address() }), 'default: () => new Address()'],
    ['a nullable key', d.ClusteringKey({ type: 'int', nullable: true }), 'cannot be nullable'],
    ['a key that is a list', d.ClusteringKey({ type: ['int'] }), 'a key field cannot be list'],
    ['an unfit strategy', d.PrimaryKey({ type: 'int', generated: true }), 'no value can be generated for int'],
    ['another unfit strategy', d.PrimaryKey({ type: 'uuid', generated: 'objectId' }), 'objectId does not fit uuid'],
    ['an unknown strategy', d.PrimaryKey({ type: 'uuid', generated: 'serial' as never }), 'serial is no strategy'],
    ['an order that is none', d.ClusteringKey({ type: 'int', order: 'up' as never }), "order: 'asc' or 'desc'"],
    ['a counter in a document', d.Counter(), 'write `extends CounterDocument`'],
  ])('is refused for %s', (_, decorate, message) => {
    const problems = problemsOfField('x', decorate);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });

  it.each([
    ['two roles', [d.Version(), d.CreatedAt()], '@CreatedAt and @Version exclude each other'],
    [
      'a wrong type for its role',
      [field({ type: 'string' }), d.Version()],
      "version cannot be string: write type: 'int'",
    ],
    ['two types', [field({ type: 'int' }), field({ type: 'string' })], '`type` is stated twice'],
    ['a type beside @Vector', [field({ type: 'json' }), d.Vector({ dimensions: 2 })], 'in more than one way'],
    ['a nullable version', [field({ nullable: true }), d.Version()], 'version cannot be nullable'],
    ['a key with deletion time', [d.DeletedAt(), d.ClusteringKey()], 'exclude each other'],
  ])('is refused for %s', (_, decorators, message) => {
    expect(problemsOfField('x', ...decorators).join('\n')).toContain(message);
  });

  it.each(['save', 'isNew', 'constructor', 'toJSON'])('is refused for the reserved name %s', (property) => {
    expect(problemsOfField(property, d.Field('string')).join('\n')).toContain('the name is reserved');
  });

  it.each(['', 'a.b', '$set'])('is refused for the name "%s", which no path can name', (property) => {
    expect(problemsOfField(property, d.Field('string'))[0]).toContain('a field name is not empty');
  });

  it('is refused where the class has an accessor or a method of that name', () => {
    class Person extends Document {
      get full(): string {
        return 'x';
      }
    }
    d.PrimaryKey({ type: 'uuid' })(Person.prototype, 'id');
    d.Field('string')(Person.prototype, 'full');
    expect(problemsOf(d.Entity()(Person))).toEqual([
      'Person.full: Person has a method or accessor of that name: declare the field as a property.',
    ]);
  });

  it('is refused where decorators stand on a static member, or a hook on the wrong side', () => {
    @d.Entity()
    class Misplaced extends Document {
      @d.PrimaryKey() id!: string;
      @d.Field() static count: number;
      @d.BeforeSave() static prepare(): void {}
      @d.BeforeQuery() narrow(): void {}
    }
    // Compilers differ in the order in which they decorate static and instance members.
    const lines = problemsOf(Misplaced).map((line) => line.split(':')[0]);
    expect(lines.sort()).toEqual(['Misplaced.count', 'Misplaced.narrow', 'Misplaced.prepare']);
  });
});

describe('a model', () => {
  it('is refused with all its problems, one a line, each once', () => {
    @d.Entity({ ttl: 0.5, name: '' })
    @d.Index(['nope'])
    class Broken extends Document {
      @d.ClusteringKey() seq!: number;
      @d.Field() tags!: string[];
      @d.Version() a!: number;
      @d.Version() b!: number;
    }
    expect(problemsOf(Broken)).toEqual([
      expect.stringMatching(/^Broken\.tags: a list must state/),
      expect.stringMatching(/^Broken: the stored name is empty/),
      expect.stringMatching(/^Broken: ttl is in whole seconds/),
      expect.stringMatching(/^Broken\.b: a is version already/),
      expect.stringMatching(/^Broken: has a @ClusteringKey, but no @PrimaryKey/),
      expect.stringMatching(/^Broken: @Index\(\['nope'\]\): there is no field nope/),
    ]);
    expect(problemsOf(Broken)).toHaveLength(6);
  });

  it('is refused without a key, and without fields', () => {
    @d.Entity()
    class Keyless extends Document {
      @d.Field() name!: string;
    }
    @d.Entity()
    class Empty extends Document {}
    expect(problemsOf(Keyless)).toEqual([expect.stringContaining('write @PrimaryKey() on a field')]);
    expect(problemsOf(Empty)).toEqual([expect.stringContaining('has no fields')]);
  });

  it('is refused when it extends no document class, or is not decorated', () => {
    class Plain {}
    d.PrimaryKey({ type: 'uuid' })(Plain.prototype, 'id');
    class Undecorated extends Document {}
    d.PrimaryKey({ type: 'uuid' })(Undecorated.prototype, 'id');
    expect(problemsOf(d.Entity()(Plain))).toEqual([expect.stringContaining('must extend Document')]);
    expect(problemsOf(Undecorated)).toEqual([expect.stringContaining('write @Entity() on it')]);
  });

  it('is refused for a counter model with other fields', () => {
    @d.Entity({ ttl: 5 })
    class Views extends CounterDocument {
      @d.PrimaryKey() page!: string;
      @d.Counter() views!: bigint;
      @d.Field() title!: string;
    }
    expect(problemsOf(Views)).toEqual([
      expect.stringContaining('ttl has no meaning for a counter'),
      expect.stringContaining('Views.title: a counter model has only key fields and counters'),
    ]);
  });

  it('is refused for an embedded class with problems, however deep, and although classes embed each other', () => {
    @d.Embeddable()
    class Inner {
      @d.PrimaryKey() id!: string;
      @d.Embedded(() => Outer) back?: object;
      @d.Field() list!: string[];
    }
    @d.Embeddable()
    class Outer {
      @d.Embedded(() => [Inner]) inner!: Inner[];
    }
    @d.Entity()
    class Holder extends Document {
      @d.PrimaryKey() id!: string;
      @d.Embedded(() => Outer) outer?: Outer;
    }
    expect(problemsOf(Holder)).toEqual([
      expect.stringContaining('Inner.list: a list must state'),
      expect.stringContaining('Inner.id: primaryKey belongs to a model'),
    ]);
  });

  it('is refused for indexes that cannot be meant', () => {
    @d.Entity({ indexes: [[], { fields: ['name'], name: '' }, ['address.city'], ['address.town'], ['tags.0']] })
    @d.Index(['name', '-name'])
    @d.Index(['meta.any.where'])
    class Indexed extends Document {
      @d.PrimaryKey() id!: string;
      @d.Field() name!: string;
      @d.Field(['string']) tags!: string[];
      @d.Field('json') meta!: unknown;
      @d.Embedded(() => Address) address?: Address;
      @d.Index({ name: 'twin' }) @d.Field() one!: string;
      @d.Index({ name: 'twin' }) @d.Field() two!: string;
      @d.Index() notAField!: string;
    }
    expect(problemsOf(Indexed)).toEqual([
      expect.stringContaining('there is no field notAField'),
      expect.stringContaining('names a field twice'),
      expect.stringContaining('covers no field'),
      expect.stringContaining('the name is empty'),
      expect.stringContaining('there is no field address.town'),
      expect.stringContaining("@Index(['two']) is declared twice"),
    ]);
  });

  it('is refused for @View and its base class apart from each other', () => {
    @d.View({ of: Document })
    class NoView extends Document {
      @d.PrimaryKey() id!: string;
    }
    @d.Entity()
    class Bare extends MaterializedView {
      @d.PrimaryKey() id!: string;
    }
    expect(problemsOf(NoView).join('\n')).toContain('write `extends MaterializedView`');
    expect(problemsOf(Bare)).toEqual([expect.stringContaining('write @View({ of: Source')]);
  });
});
