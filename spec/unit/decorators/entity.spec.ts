import { transformSync } from '@swc/core';
import { plainToInstance, Type } from 'class-transformer';
import { IsEmail, validateSync } from 'class-validator';
import * as decorators from '../../../lib/decorators';
import { ModelDefinitionError } from '../../../lib/errors/definition-errors';
import { COMPLETE_CONSTRUCTION } from '../../../lib/metadata/construction';
import { modelMetadataOf } from '../../../lib/metadata/model-metadata-of';
import { Document } from '../metadata/bare-document';

const { Entity, Field, PrimaryKey, Discriminator } = decorators;

const SOURCE = `
  @Entity()
  class Animal extends Document {
    @PrimaryKey({ type: 'uuid' }) id!: string;
    @Field({ type: 'string' }) name!: string;
    @Field({ type: ['string'] }) tags: string[] = ['initial'];
    @Discriminator() kind!: string;
    private secret = 1;
  }
  @Entity({ discriminator: 'cat' })
  class Cat extends Animal {
    @Field({ type: 'int' }) lives!: number;
    @Field({ type: 'string' }) mood: string = 'calm';
  }
  return { Animal, Cat };
`;

type Loaded = Record<'Animal' | 'Cat', new (attributes?: object) => Document & Record<string, unknown>>;

/** Compiles the source with one of the two meanings that a field declaration can have, and runs it. */
function load(useDefineForClassFields: boolean, decoratorMetadata: boolean): Loaded {
  const { code } = transformSync(`function make() {${SOURCE}}`, {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata, useDefineForClassFields },
      keepClassNames: true,
    },
    isModule: false,
  });
  const names = { ...decorators, Document };
  return new Function(...Object.keys(names), `${code}; return make();`)(...Object.values(names));
}

describe.each([
  [true, true],
  [true, false],
  [false, true],
  [false, false],
])('a model compiled with useDefineForClassFields %s, emitDecoratorMetadata %s', (define, emit) => {
  const { Animal, Cat } = load(define, emit);

  it('applies attributes after the field initialisers', () => {
    const cat = new Cat({ id: '1', name: 'Tom', tags: ['given'], lives: 9 });
    expect(cat).toMatchObject({ id: '1', name: 'Tom', tags: ['given'], lives: 9, mood: 'calm' });
    expect(new Animal({ name: 'Rex' })).toMatchObject({ name: 'Rex', tags: ['initial'] });
    expect(cat).toBeInstanceOf(Animal);
  });

  it('has the same fields', () => {
    const properties = modelMetadataOf(Cat).fields.map((field) => field.property);
    expect(properties).toEqual(['id', 'name', 'tags', 'kind', 'lives', 'mood']);
  });
});

describe('Entity', () => {
  class Written extends Document {
    static readonly greeting: string = 'hello';
    static instances = 0;

    constructor(
      attributes?: object,
      readonly extra?: string,
    ) {
      super(attributes);
      Written.instances += 1;
    }
  }
  const Model = Entity()(Written);

  it('gives a subclass of the written class with its name, length and static members', () => {
    expect(Model).not.toBe(Written);
    expect(Object.getPrototypeOf(Model)).toBe(Written);
    expect([Model.name, Model.length, Model.greeting]).toEqual(['Written', 2, 'hello']);
    expect(new Model().constructor).toBe(Model);
  });

  it('hands all arguments to the written constructor, which runs once', () => {
    const before = Written.instances;
    expect(new Model({}, 'more').extra).toBe('more');
    expect(Written.instances).toBe(before + 1);
  });

  it('completes a document once, however many decorated classes it has above it', () => {
    const completed: unknown[] = [];
    class Base extends Document {
      override [COMPLETE_CONSTRUCTION](attributes: unknown): void {
        completed.push([this.constructor.name, attributes]);
      }
    }
    const First = Entity()(Base);
    class Middle extends First {}
    const Second = Entity()(Middle);
    class Undecorated extends Second {}
    new First({ a: 1 });
    new Second({ a: 2 });
    new Undecorated({ a: 3 });
    expect(completed).toEqual([
      ['Base', { a: 1 }],
      ['Middle', { a: 2 }],
      ['Undecorated', { a: 3 }],
    ]);
  });

  it('works for abstract classes', () => {
    @Entity({ abstract: true })
    abstract class Shape extends Document {
      abstract area(): number;
    }
    @Entity()
    class Square extends Shape {
      @PrimaryKey() id!: string;
      @Field() side!: number;
      area(): number {
        return this.side ** 2;
      }
    }
    expect(new Square({ side: 3 }).area()).toBe(9);
  });

  it('keeps classes with #private members and accessors whole', () => {
    @Entity({ construct: true })
    class Account extends Document {
      #pin = 'none';
      set pin(value: string) {
        this.#pin = value;
      }
      get shown(): string {
        return this.#pin;
      }
    }
    expect(new Account({ pin: '1234' }).shown).toBe('1234');
  });

  it('lets class-validator and class-transformer see what the written class declares', () => {
    @Entity()
    class User extends Document {
      @Field() @IsEmail() email!: string;
      @Field() @Type(() => Date) born!: Date;
    }
    const user = plainToInstance(User, { email: 'nobody', born: '2000-01-01T00:00:00Z' });
    expect(user).toBeInstanceOf(User);
    expect(user.born).toEqual(new Date('2000-01-01T00:00:00Z'));
    expect(validateSync(user).map((error) => error.property)).toEqual(['email']);
  });

  it('refuses to construct a class that extends no document class', () => {
    const Lone = Entity()(class Lone {});
    expect(() => new Lone()).toThrow(ModelDefinitionError);
    expect(() => new Lone()).toThrow('Lone: must extend Document');
  });

  it('is one wrapping only, also beside other class decorators that give the class back', () => {
    const Twice = Entity()(Entity()(class Twice extends Document {}));
    expect(Object.getPrototypeOf(Object.getPrototypeOf(Twice))).toBe(Document);
    expect(() => modelMetadataOf(Twice)).toThrow('has @Entity twice');
  });

  it('records without looking at other classes: the written class stays no model', () => {
    class Root extends Document {
      @PrimaryKey() id!: string;
      @Discriminator() kind!: string;
    }
    const RootModel = Entity()(Root);
    expect(() => modelMetadataOf(Root)).toThrow('Root: is no model');
    expect(modelMetadataOf(RootModel).discriminator?.members().size).toBe(0);
  });
});
