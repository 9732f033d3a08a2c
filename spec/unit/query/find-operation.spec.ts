import type { DiscriminatorMetadata, ModelMetadata } from '../../../lib/metadata/model-metadata';
import { assembleRow } from '../../../lib/query/assemble-row';
import { COUNT } from '../../../lib/query/computation';
import { aggregateOperation, findOperation } from '../../../lib/query/find-operation';
import { parseFilter } from '../../../lib/query/parse-filter';
import { parseSelection } from '../../../lib/query/parse-selection';
import { initialState } from '../../../lib/query/query-state';
import { printPredicate } from './print-predicate';
import { type FieldSpec, ID, model, READING, scalar, USER } from './sample-model';

class Animal {}
class Cat extends Animal {}
class Lion extends Cat {}

const BASE: FieldSpec[] = [
  { property: 'id', type: scalar('int'), role: 'primaryKey' },
  { property: 'kind', type: scalar('string'), role: 'discriminator' },
];

/** Animal above Cat above Lion; the root is stored, too. */
function family(): Record<'animal' | 'cat' | 'lion', ModelMetadata> {
  const members: Record<string, ModelMetadata> = {};
  const discriminator = (value: string, below: readonly string[], owner: ModelMetadata): DiscriminatorMetadata => {
    const field = owner.fieldByProperty.get('kind');
    const root = (): ModelMetadata => members.animal ?? owner;
    if (field === undefined) throw new Error('There is no field.');
    return { field, value, root, members: () => new Map(below.map((name) => [name, members[name] ?? owner])) };
  };
  const make = (
    owner: typeof Animal,
    value: string,
    below: readonly string[],
    specs: readonly FieldSpec[],
  ): ModelMetadata => {
    const draft = model(owner, specs);
    const made = { ...draft, discriminator: discriminator(value, below, draft) };
    members[value] = made;
    return made;
  };
  return {
    animal: make(Animal, 'animal', ['animal', 'cat', 'lion'], BASE),
    cat: make(Cat, 'cat', ['cat', 'lion'], [...BASE, { property: 'lives', type: scalar('int') }]),
    lion: make(
      Lion,
      'lion',
      ['lion'],
      [...BASE, { property: 'lives', type: scalar('int') }, { property: 'mane', type: scalar('int') }],
    ),
  };
}

function where(owner: ModelMetadata, filter: unknown, deleted: 'hide' | 'include' | 'only' = 'hide'): string {
  const state = initialState(owner, { where: parseFilter(owner, filter), visibility: { deleted } });
  return printPredicate(findOperation(state).where, { withValues: true });
}

describe('findOperation', () => {
  it('reads every field in key order', () => {
    const operation = findOperation(initialState(READING));
    expect(operation.selection.map(({ text }) => text)).toEqual(['sensor', 'at', 'value']);
    expect(operation.orderBy.map(({ path, direction }) => `${path.text} ${direction}`)).toEqual([
      'sensor asc',
      'at desc',
    ]);
    expect(Object.isFrozen(operation)).toBe(true);
    expect(findOperation(initialState(READING)).selection).toBe(operation.selection);
  });

  it('orders nothing where a key says which row', () => {
    expect(findOperation(initialState(USER, { where: parseFilter(USER, { id: ID }) })).orderBy).toEqual([]);
  });

  it('sees deleted documents as told', () => {
    expect(where(USER, { age: 1 })).toBe('age = 1 and deletedAt is null');
    expect(where(USER, { age: 1 }, 'only')).toBe('age = 1 and deletedAt is not null');
    expect(where(USER, { age: 1 }, 'include')).toBe('age = 1');
    expect(where(READING, {})).toBe('always');
  });

  it('sees documents of the class and of those below it', () => {
    const { animal, cat, lion } = family();
    expect(where(animal, {})).toBe('always');
    expect(where(cat, {})).toBe('kind in ("cat", "lion")');
    expect(where(lion, { lives: 9 })).toBe('lives = 9 and kind = "lion"');
    expect(where(cat, { id: 1 })).toBe('key = (1) and kind in ("cat", "lion")');
  });

  it('reads the fields of the classes below as well', () => {
    const { animal, cat } = family();
    const read = (owner: ModelMetadata): string[] =>
      findOperation(initialState(owner)).selection.map(({ text }) => text);
    expect(read(animal)).toEqual(['id', 'kind', 'lives', 'mane']);
    expect(read(cat)).toEqual(['id', 'kind', 'lives', 'mane']);
  });
});

describe('aggregateOperation', () => {
  it('looks at the skipped rows, too', () => {
    const operation = aggregateOperation(initialState(USER, { limit: 3, skip: 2 }), [COUNT]);
    expect(operation).toMatchObject({ kind: 'aggregate', limit: 5, compute: [COUNT] });
    expect(printPredicate(operation.where)).toBe('deletedAt is null');
    expect(aggregateOperation(initialState(USER), [COUNT]).limit).toBeNull();
  });
});

describe('assembleRow', () => {
  it('nests values as stored', () => {
    const selection = parseSelection(USER, ['email', 'address.city', 'address.zip', 'prefs.k']);
    expect(assembleRow(selection, ['x', 'Paris', null, 1])).toEqual({
      email: 'x',
      address: { city: 'Paris', zip: null },
      prefs: { k: 1 },
    });
  });

  it('does not let a key of a map reach prototypes', () => {
    const row = assembleRow(parseSelection(USER, ['prefs.__proto__']), [{ polluted: true }]);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(Object.keys(Reflect.get(row, 'prefs'))).toEqual(['__proto__']);
  });
});
