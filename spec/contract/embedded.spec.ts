import { Document, Embeddable, Embedded, Entity, Field, PrimaryKey, ValidationError } from '../../lib';
import { Airport, Position } from '../../models-example';
import { describeEachEngine, itNeeds } from '../support/engines';
import { expectError } from '../support/expect-error';
import { Address, Place } from '../support/models/address';

@Embeddable()
class Part {
  @Field({ type: 'string' }) name!: string;

  @Field({ type: 'timestamp', nullable: true }) at?: Date | null;

  @Field({ type: 'bigint', name: 'part_weight', nullable: true }) weight?: bigint | null;

  @Field({ type: { set: 'string' } }) marks: Set<string> = new Set();

  @Field({ type: 'int', default: 1 }) amount!: number;

  @Embedded(() => [Part], { nullable: true }) parts?: Part[] | null;

  label(): string {
    return `part ${this.name}`;
  }
}

@Entity()
class Machine extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Embedded(() => Address) home?: Address | null;

  @Embedded(() => Part, { nullable: false, name: 'main_part' }) main!: Part;

  @Embedded(() => [Part]) parts: Part[] = [];

  @Embedded(
    () => Map,
    () => Place,
  )
  places: Map<string, Place> = new Map();

  @Field({ type: { map: ['string', ['int']] } }) lists: Map<string, number[]> = new Map();

  @Field({ type: [() => Place], nullable: true }) route?: Place[] | null;
}

const AT = new Date('2020-02-02T02:02:02.222Z');
const FULL = {
  home: { street: 's', city: 'c', zip: 'z', place: { latitude: 1, longitude: 2 } },
  main: { name: 'm', at: AT, weight: 2n ** 63n - 1n, marks: ['x'], parts: [{ name: 'inner', marks: [], parts: [] }] },
  parts: [
    { name: 'a', marks: ['1', '2'] },
    { name: 'b', weight: -1n },
  ],
  places: { 'a b': { latitude: 1, longitude: 2 }, '': { latitude: 3, longitude: 4 } },
  lists: { one: [1], none: [] },
  route: [{ latitude: 0, longitude: -0.5 }],
};

let next = 0;

async function machine(): Promise<Machine> {
  next += 1;
  const { id } = await Machine.create({ id: `m${next}`, ...FULL });
  return Machine.get(id);
}

describeEachEngine('embedded values', (engine) => {
  engine.useModels(Machine, Airport);

  test('come back as instances of their classes, at every depth', async () => {
    const document = await machine();
    expect(document.home).toBeInstanceOf(Address);
    expect(document.home?.place).toBeInstanceOf(Place);
    expect(document.main).toBeInstanceOf(Part);
    expect(document.main.parts?.[0]).toBeInstanceOf(Part);
    expect(document.main.parts?.[0]?.label()).toBe('part inner');
    expect(document.parts.every((part) => part instanceof Part)).toBe(true);
    expect(document.places.get('a b')).toBeInstanceOf(Place);
    expect(document.route?.[0]).toBeInstanceOf(Place);
  });

  test('made from plain objects have what initialisers and defaults give them', () => {
    const document = Machine.build({ id: 'x', ...FULL });
    expect(document.parts[1]).toBeInstanceOf(Part);
    expect(document.parts[1]).toMatchObject({ name: 'b', weight: -1n, marks: new Set(), amount: 1 });
    expect(Machine.build({ id: 'x', main: { name: 'm', amount: 0 } }).main.amount).toBe(0);
  });

  test('come back equal', async () => {
    const built = Machine.build({ id: 'equal', ...FULL });
    await built.insert();
    const document = await Machine.get('equal');
    expect(document).toEqual(built);
    expect(document.main).toMatchObject({ name: 'm', at: AT, weight: 2n ** 63n - 1n, marks: new Set(['x']) });
    expect(document.parts.map((part) => [part.name, part.weight ?? null, part.marks.size])).toEqual([
      ['a', null, 2],
      ['b', -1n, 0],
    ]);
    expect([...document.places.keys()].sort()).toEqual(['', 'a b']);
    expect(Object.fromEntries(document.lists)).toEqual({ one: [1], none: [] });
  });

  test('may be null or missing', async () => {
    await Machine.create({ id: 'empty', main: { name: 'm' } });
    const document = await Machine.get('empty');
    expect(document.home).toBeNull();
    expect(document.route).toBeNull();
    expect(document).toMatchObject({ parts: [], places: new Map(), lists: new Map() });
    expect(document.main.parts ?? null).toBeNull();
    document.home = Object.assign(new Address(), { street: 's', city: 'c' });
    await document.save();
    const stored = await Machine.get('empty');
    expect(stored.home).toMatchObject({ street: 's', city: 'c' });
    expect([stored.home?.zip ?? null, stored.home?.place ?? null]).toEqual([null, null]);
  });

  test('have their own enumerable properties alone', async () => {
    const document = await machine();
    expect(Object.keys(document.home ?? {}).sort()).toEqual(['city', 'place', 'street', 'zip']);
    expect({ ...document.home?.place }).toEqual({ latitude: 1, longitude: 2 });
  });

  test('changed in place at any depth are saved', async () => {
    const document = await machine();
    const inner = document.main.parts?.[0];
    if (!inner || !document.home?.place) throw new Error('incomplete');
    inner.name = 'changed';
    inner.marks.add('new');
    document.home.place.latitude = 9;
    document.parts[1]?.marks.add('late');
    document.parts.push(Object.assign(new Part(), { name: 'c', amount: 2 }));
    document.places.delete('');
    document.lists.get('one')?.push(2);
    await document.save();
    const stored = await Machine.get(document.id);
    expect(stored).toEqual(await document.refresh());
    expect(stored.main.parts?.[0]?.name).toBe('changed');
    expect(stored.main.parts?.[0]?.marks).toEqual(new Set(['new']));
    expect(stored.home).toMatchObject({ street: 's', place: { latitude: 9, longitude: 2 } });
    expect(stored.parts.map((part) => part.name)).toEqual(['a', 'b', 'c']);
    expect([...stored.places.keys()]).toEqual(['a b']);
    expect(stored.lists.get('one')).toEqual([1, 2]);
  });

  test('take plain objects when assigned, and instances after saving', async () => {
    const document = await machine();
    Object.assign(document, { home: { street: 'plain', city: 'p' }, parts: [{ name: 'plain' }] });
    await document.save();
    expect(document.home).toBeInstanceOf(Address);
    expect(document.parts[0]).toBeInstanceOf(Part);
    expect((await Machine.get(document.id)).home).toMatchObject({ street: 'plain' });
  });

  itNeeds('query.anyField', 'can be asked for by path, by their stored names too', async () => {
    await Machine.truncate();
    const document = await machine();
    await Machine.create({ id: 'other', main: { name: 'other', weight: 1n } });
    expect((await Machine.find({ 'home.place.latitude': 1 })).map((found) => found.id)).toEqual([document.id]);
    expect((await Machine.find({ 'main.weight': { $gt: 5n } })).map((found) => found.id)).toEqual([document.id]);
    expect((await Machine.find({ 'main.name': 'other' })).map((found) => found.id)).toEqual(['other']);
    expect((await Machine.find({ parts: { $any: { name: 'b' } } })).map((found) => found.id)).toEqual([document.id]);
    expect((await Machine.find({ 'home.zip': null })).map((found) => found.id)).toEqual(['other']);
  });

  test('are checked: every problem has its path', async () => {
    const document = await machine();
    Object.assign(document.main, { name: null });
    Object.assign(document.parts[1] ?? {}, { weight: 'heavy' });
    document.places.set('x', Object.assign(new Place(), { latitude: Number.NaN, longitude: 0 }));
    const error = await expectError(document.save(), ValidationError);
    const paths = error.problems.map((problem) => problem.path).sort();
    expect(paths).toEqual(expect.arrayContaining(['main.name', 'parts.1.weight']));
    expect(paths.some((path) => path.startsWith('places.x'))).toBe(true);
  });

  test('unknown properties are not stored silently', async () => {
    const document = await machine();
    Object.assign(document.main, { colour: 'red' });
    const outcome = await document.save().catch((error: unknown) => error);
    const stored = await Machine.get(document.id);
    expect(Reflect.get(stored.main, 'colour')).toBeUndefined();
    if (outcome !== document) expect(outcome).toBeInstanceOf(ValidationError);
  });

  test('the example with a position', async () => {
    await Airport.create({ iata: 'VIE', name: 'Vienna', country: 'AT', position: { latitude: 48.1, longitude: 16.6 } });
    const airport = await Airport.get('VIE');
    expect(airport.position).toBeInstanceOf(Position);
    await airport.update({ 'position.latitude': 48.11 });
    expect(airport.position).toMatchObject({ latitude: 48.11, longitude: 16.6 });
    await airport.update({ 'position.latitude': 91 }).then(
      () => expect('stored').toBe('refused'),
      (error: unknown) => expect(error).toBeInstanceOf(ValidationError),
    );
  });
});
