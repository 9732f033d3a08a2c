import { Decimal, Document, DocumentParsingError, Entity, Field, ModelNotBoundError, PrimaryKey } from '../../lib';
import { describeEachEngine } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Address } from '../support/models/address';
import { ada, Person } from '../support/models/person';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const FIELDS = ['address', 'age', 'born', 'id', 'lucky', 'name', 'scores', 'tags'];

let made = 0;

@Entity()
class Defaults extends Document {
  @PrimaryKey({ type: 'uuid', generated: 'uuidv4' }) id!: string;

  @Field({ type: 'objectId', default: '65a1b2c3d4e5f60718293a4b' }) ref!: string;

  @Field({ type: 'int', default: 5 }) plain!: number;

  @Field({ type: 'int', default: () => ++made }) counted!: number;

  @Field({ type: ['string'], default: ['x'] }) list!: string[];

  @Field({ type: 'decimal', default: '1.20' }) price!: Decimal;

  @Field({ type: 'string', nullable: true, default: 'given' }) nullable?: string | null;

  @Field({ type: 'string' }) initialised = 'yes';
}

@Entity()
class Generated extends Document {
  @PrimaryKey({ type: 'objectId', generated: true }) id!: string;

  @PrimaryKey({ type: 'timeuuid', generated: true }) time!: string;

  @PrimaryKey({ type: 'uuid', generated: 'uuidv4' }) random!: string;
}

describe('building without an engine', () => {
  test('build and new give the same kind of document', () => {
    for (const person of [Person.build(ada()), new Person(ada())]) {
      expect(person).toBeInstanceOf(Person);
      expect(person).toBeInstanceOf(Document);
      expect(person.name).toBe('Ada');
      expect(person.isNew).toBe(true);
      expect(person.isDirty()).toBe(true);
    }
  });

  test('generated keys are made at construction, each its own, and a given one is kept', () => {
    const [first, second] = [Person.build({ name: 'a' }), Person.build({ name: 'b' })];
    expect(first.id).toMatch(UUID_V7);
    expect(second.id > first.id).toBe(true);
    const id = '11111111-2222-4333-8444-555555555555';
    expect(Person.build({ id, name: 'c' }).id).toBe(id);
    const generated = Generated.build({});
    expect(generated.id).toMatch(/^[0-9a-f]{24}$/);
    expect(generated.time).toMatch(/^[0-9a-f-]{14}1/);
    expect(generated.random).toMatch(/^[0-9a-f-]{14}4/);
  });

  test('defaults are values or functions, each document has its own, attributes win', () => {
    const first = Defaults.build({});
    expect(first).toMatchObject({ plain: 5, list: ['x'], nullable: 'given', initialised: 'yes' });
    expect(first.price).toBeInstanceOf(Decimal);
    expect(first.price.toString()).toBe('1.2');
    first.list.push('y');
    const second = Defaults.build({ plain: 0, nullable: null, initialised: '' });
    expect(second).toMatchObject({ plain: 0, list: ['x'], nullable: null, initialised: '' });
    expect(second.counted).toBe(first.counted + 1);
  });

  test('plain objects become embedded values, lists become sets, objects become maps, text becomes decimals', () => {
    const person = Person.build({ name: 'a', address: ada().address, lucky: [1, 1, 2], scores: { go: 1 } });
    expect(person.address).toBeInstanceOf(Address);
    expect(person.address?.line()).toBe('St James Square 12, London');
    expect(person.lucky).toEqual(new Set([1, 2]));
    expect(person.scores).toEqual(new Map([['go', 1]]));
    expect(Defaults.build({ price: '0.10' }).price.equals('0.1')).toBe(true);
  });

  test('an attribute that the class does not have is refused', async () => {
    const attributes: object = { name: 'a', nmae: 'b' };
    await expectError(() => Person.build(attributes), DocumentParsingError, { model: 'Person', status: 422 });
    await expectError(() => new Person(attributes), DocumentParsingError);
    const hostile: object = JSON.parse('{"name":"a","__proto__":{"isAdmin":true}}');
    await expectError(() => Person.build(hostile), DocumentParsingError);
    expect(Reflect.get({}, 'isAdmin')).toBeUndefined();
    await expectError(() => Person.build({ name: 'a', isNew: false } as object), DocumentParsingError);
  });

  test('a model without an engine builds, validates and serialises, and refuses I/O', async () => {
    const document = Defaults.build({});
    await document.validate();
    expect(document.toJSON()).toMatchObject({ plain: 5, list: ['x'] });
    await expectError(document.save(), ModelNotBoundError, { status: 500, model: 'Defaults' });
    await expectError(async () => Defaults.find(), ModelNotBoundError);
    await expectError(Defaults.create({}), ModelNotBoundError);
    expect(document.isNew).toBe(true);
  });
});

describeEachEngine('a document reads like a plain object', (engine) => {
  engine.useModels(Person);

  test('its own enumerable properties are its fields, and nothing else is', async () => {
    const built = Person.build(ada());
    expect(Object.keys(built).sort()).toEqual(FIELDS);
    await built.insert();
    const loaded = await Person.get(built.id);
    for (const person of [built, loaded]) {
      expect(Object.keys(person).sort()).toEqual(FIELDS);
      const copy: object = { ...person };
      expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
      expect(Object.keys(copy).sort()).toEqual(FIELDS);
      const seen: string[] = [];
      for (const name in person) seen.push(name);
      expect(seen.sort()).toEqual(FIELDS);
    }
  });

  test('jest sees equal documents as equal, and different ones as different', async () => {
    const built = await Person.create(ada());
    const loaded = await Person.get(built.id);
    expect(loaded).toEqual(built);
    expect(loaded).toStrictEqual(built);
    expect({ ...loaded }).toEqual({ ...built });
    loaded.tags.push('x');
    expect(loaded).not.toEqual(built);
    const other = await Person.get(built.id);
    other.lucky.add(99);
    expect(other).not.toEqual(built);
  });

  test('equal fields in another state are equal still', async () => {
    const saved = await Person.create(ada());
    const unsaved = Person.build({ ...ada(), id: saved.id });
    expect(unsaved).toEqual(saved);
    expect(unsaved.isNew).toBe(true);
    expect(saved.isNew).toBe(false);
  });

  test('JSON.stringify gives the fields alone', async () => {
    const person = await Person.create({ ...ada(), age: null });
    const loaded = await Person.get(person.id);
    const json: unknown = JSON.parse(JSON.stringify(loaded));
    expect(json).toMatchObject({
      id: person.id,
      name: 'Ada',
      age: null,
      tags: ['math', 'poetry'],
      born: '1815-12-10T08:30:00.125Z',
      address: ada().address,
    });
    expect(Object.keys(Object(json)).sort()).toEqual(FIELDS);
    expect(JSON.stringify(loaded)).toBe(JSON.stringify(person));
  });

  test('methods, getters and instanceof of the class work on loaded documents', async () => {
    const person = await Person.create(ada());
    const loaded = await Person.get(person.id);
    expect(loaded).toBeInstanceOf(Person);
    expect(loaded.address).toBeInstanceOf(Address);
    expect(loaded.address?.line()).toBe('St James Square 12, London');
    expect(loaded.isNew).toBe(false);
    expect(loaded.isDirty()).toBe(false);
  });
});

let constructions = 0;

@Entity()
class Quiet extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'string', nullable: true }) note: string | null = 'initial';

  constructor(attributes?: object) {
    super(attributes);
    constructions += 1;
  }

  get shout(): string {
    return `${this.note ?? ''}!`;
  }
}

@Entity({ construct: true })
class Hidden extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'int' }) n!: number;

  readonly #factor = 10;

  scaled(): number {
    return this.n * this.#factor;
  }
}

describeEachEngine('reading and construction', (engine) => {
  engine.useModels(Quiet, Hidden);

  test('reading runs neither the constructor nor the field initialisers', async () => {
    await Quiet.create({ id: 'a', note: null });
    constructions = 0;
    const loaded = await Quiet.get('a');
    expect(constructions).toBe(0);
    expect(loaded.note).toBeNull();
    expect(loaded.shout).toBe('!');
    expect(Object.keys(loaded).sort()).toEqual(['id', 'note']);
  });

  test('a class with private members states construct', async () => {
    await Hidden.create({ id: 'a', n: 4 });
    const loaded = await Hidden.get('a');
    expect(loaded.scaled()).toBe(40);
    expect(loaded.isNew).toBe(false);
    expect(loaded.isDirty()).toBe(false);
  });
});
