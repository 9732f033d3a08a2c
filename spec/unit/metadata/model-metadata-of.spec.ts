import * as d from '../../../lib/decorators';
import { embeddedShapeOf } from '../../../lib/metadata/embedded-shape-of';
import { modelMetadataOf } from '../../../lib/metadata/model-metadata-of';
import { storedNameOf } from '../../../lib/metadata/stored-name-of';
import { describeType } from '../../../lib/types/type-declaration';
import { CounterDocument, Document } from './bare-document';

@d.Embeddable()
class Address {
  @d.Field() city!: string;
  @d.Field({ type: 'string', name: 'postcode', nullable: true }) zip?: string | null;
}

@d.Entity()
@d.Index(['name', '-createdAt'], { unique: true })
@d.Index(['address.city'])
class UserModel extends Document {
  @d.PrimaryKey({ type: 'uuid', generated: true }) id!: string;
  @d.ClusteringKey({ type: 'int', order: 'desc' }) seq!: number;
  @d.Field() @d.Index({ order: 'desc', name: 'by_name' }) name!: string;
  @d.Field() active!: boolean;
  @d.Field() score!: number;
  @d.Field() big!: bigint;
  @d.Field() at!: Date;
  @d.Field() raw!: Uint8Array;
  @d.Field() buffer!: Buffer;
  @d.Field() home!: Address;
  @d.Field('decimal') price!: unknown;
  @d.Field(['string']) tags: string[] = [];
  @d.Field({ map: ['string', { set: 'int' }] }) sets!: Map<string, Set<number>>;
  @d.Field({ type: { tuple: ['int', 'string'] }, nullable: true }) pair?: [number, string] | null;
  @d.Vector({ dimensions: 3 }) embedding!: Float32Array;
  @d.Embedded(() => Address) address?: Address;
  @d.Embedded(() => Address, { nullable: false, name: 'work_address' }) work!: Address;
  @d.Embedded(() => [Address]) others: Address[] = [];
  @d.Embedded(
    () => Map,
    () => Address,
    { nullable: true },
  )
  named?: Map<string, Address> | null;
  @d.Version() rev!: number;
  @d.CreatedAt({ name: 'created_at' }) createdAt!: Date;
  @d.UpdatedAt() updatedAt!: Date;
  @d.DeletedAt() deletedAt?: Date | null;
}

const user = modelMetadataOf(UserModel);
const typeOf = (property: string): string => {
  const field = user.fieldByProperty.get(property);
  return field === undefined ? 'none' : describeType(field.type);
};

describe('modelMetadataOf', () => {
  it('is made once per class and is frozen', () => {
    expect(modelMetadataOf(UserModel)).toBe(user);
    for (const part of [user, user.fields, ...user.fields, user.key, user.key.fields, user.indexes, user.hooks]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it.each([
    ['id', 'uuid'],
    ['seq', 'int'],
    ['name', 'string'],
    ['active', 'boolean'],
    ['score', 'double'],
    ['big', 'bigint'],
    ['at', 'timestamp'],
    ['raw', 'bytes'],
    ['buffer', 'bytes'],
    ['home', 'Address'],
    ['price', 'decimal'],
    ['tags', 'list<string>'],
    ['sets', 'map<string, set<int>>'],
    ['pair', 'tuple<int, string>'],
    ['embedding', 'vector<3>'],
    ['address', 'Address'],
    ['others', 'list<Address>'],
    ['named', 'map<string, Address>'],
    ['rev', 'int'],
    ['createdAt', 'timestamp'],
    ['deletedAt', 'timestamp'],
  ])('takes the type of %s to be %s', (property, type) => {
    expect(typeOf(property)).toBe(type);
  });

  it('keeps the order of declaration, and positions that agree with it', () => {
    expect(user.fields.map((field) => field.property).slice(0, 4)).toEqual(['id', 'seq', 'name', 'active']);
    expect(user.fields.every((field, index) => field.index === index)).toBe(true);
  });

  it('makes nullable what says so, single embedded values and the time of deletion, and nothing else', () => {
    const nullable = user.fields.filter((field) => field.nullable).map((field) => field.property);
    expect(nullable).toEqual(['pair', 'address', 'named', 'deletedAt']);
  });

  it('forms the key and finds the special fields', () => {
    expect(user.key.partition.map((field) => field.property)).toEqual(['id']);
    expect(user.key.clustering.map(({ field, direction }) => [field.property, direction])).toEqual([['seq', 'desc']]);
    expect(user.key.fields.map((field) => field.role)).toEqual(['primaryKey', 'clusteringKey']);
    expect(user.fieldByProperty.get('id')?.generated).toBe('uuidv7');
    expect(user.version).toBe(user.fieldByProperty.get('rev'));
    expect(user.createdAt?.column).toBe('created_at');
    expect(user.updatedAt?.property).toBe('updatedAt');
    expect(user.deletedAt?.property).toBe('deletedAt');
    expect(user.fieldByProperty.get('work')?.column).toBe('work_address');
  });

  it('has the indexes of fields first, then those of the class as they are written', () => {
    expect(user.indexes.map((index) => index.parts.map((part) => `${part.path} ${part.direction}`))).toEqual([
      ['name desc'],
      ['name asc', 'createdAt desc'],
      ['address.city asc'],
    ]);
    expect(user.indexes.map((index) => [index.name, index.unique])).toEqual([
      ['by_name', false],
      [null, true],
      [null, false],
    ]);
  });

  it('names the table after the class unless the options say otherwise', () => {
    @d.Entity({ name: 'people', namespace: 'crm', ttl: 60, validate: 'off', construct: true, options: { mongodb: {} } })
    class Person extends Document {
      @d.PrimaryKey() id!: string;
    }
    expect(user.table).toBe('user');
    expect(user).toMatchObject({
      namespace: null,
      ttlSeconds: null,
      validation: 'save',
      construct: false,
      watch: false,
    });
    expect(modelMetadataOf(Person)).toMatchObject({
      table: 'people',
      namespace: 'crm',
      ttlSeconds: 60,
      validation: 'off',
      construct: true,
      options: { mongodb: {} },
    });
  });

  it.each([
    ['User', 'user'],
    ['UserModel', 'user'],
    ['OrderLineDocument', 'order_line'],
    ['Model', 'model'],
    ['Document', 'document'],
    ['HTTPRequest', 'http_request'],
    ['Supermodel', 'supermodel'],
  ])('stores %s as %s', (className, stored) => {
    expect(storedNameOf(className)).toBe(stored);
  });

  it('takes the strategy that fits the type of a generated key', () => {
    @d.Entity()
    class Keys extends Document {
      @d.PrimaryKey({ generated: true }) text!: string;
      @d.PrimaryKey({ type: 'objectId', generated: true }) object!: string;
      @d.PrimaryKey({ type: 'timeuuid', generated: true }) time!: string;
      @d.PrimaryKey({ type: 'uuid', generated: 'uuidv4' }) random!: string;
    }
    const strategies = modelMetadataOf(Keys).fields.map((field) => field.generated);
    expect(strategies).toEqual(['uuidv7', 'objectId', 'timeuuid', 'uuidv4']);
  });

  it('lets a field be key and time of creation at once', () => {
    @d.Entity()
    class Reading extends Document {
      @d.PrimaryKey({ type: 'uuid' }) sensor!: string;
      @d.ClusteringKey() @d.CreatedAt() at!: Date;
    }
    const model = modelMetadataOf(Reading);
    expect(model.createdAt).toBe(model.key.clustering[0]?.field);
    expect(model.createdAt).toMatchObject({ property: 'at', role: 'clusteringKey', type: { kind: 'timestamp' } });
  });

  it('makes counters bigint fields of a counter model', () => {
    @d.Entity()
    class PageView extends CounterDocument {
      @d.PrimaryKey() page!: string;
      @d.Counter() views!: bigint;
    }
    const model = modelMetadataOf(PageView);
    expect(model.kind).toBe('counter');
    expect(model.fieldByProperty.get('views')).toMatchObject({ role: 'counter', type: { kind: 'bigint' } });
  });

  it('lets a read-only model lack a key', () => {
    @d.Entity({ readOnly: true })
    class Log extends Document {
      @d.Field() line!: string;
    }
    expect(modelMetadataOf(Log)).toMatchObject({ readOnly: true, kind: 'document' });
    expect(modelMetadataOf(Log).key.fields).toEqual([]);
  });
});

describe('defaults', () => {
  const at = new Date(0);

  @d.Entity()
  class Prefilled extends Document {
    @d.PrimaryKey() id!: string;
    @d.Field({ type: 'int', default: 7, defaultOnLoad: true }) count!: number;
    @d.Field({ type: ['string'], default: ['a'] }) tags!: string[];
    @d.Field({ type: 'json', default: { a: [1] } }) settings!: object;
    @d.Field({ type: { set: 'int' }, default: new Set([1]) }) set!: Set<number>;
    @d.Field({ default: at }) at!: Date;
    @d.Field({ default: () => 'made' }) made!: string;
    @d.Field() none!: string;
  }
  const make = (property: string): unknown => modelMetadataOf(Prefilled).fieldByProperty.get(property)?.makeDefault?.();

  it('are values, or come from functions', () => {
    expect(make('count')).toBe(7);
    expect(make('made')).toBe('made');
    expect(modelMetadataOf(Prefilled).fieldByProperty.get('none')?.makeDefault).toBeNull();
    expect(modelMetadataOf(Prefilled).fieldByProperty.get('count')?.defaultOnLoad).toBe(true);
  });

  it.each(['tags', 'settings', 'set', 'at'])('are copied for each document: %s', (property) => {
    expect(make(property)).toEqual(make(property));
    expect(make(property)).not.toBe(make(property));
  });

  it('are copied all the way down', () => {
    const settings = make('settings');
    if (typeof settings === 'object' && settings !== null) Reflect.get(settings, 'a').push(2);
    expect(make('settings')).toEqual({ a: [1] });
  });
});

describe('embeddedShapeOf', () => {
  @d.Embeddable({ name: 'tree_node' })
  class Node {
    @d.Field() label!: string;
    @d.Embedded(() => Node) parent?: Node;
    @d.Embedded(() => [Node]) children: Node[] = [];
  }

  it('gives stored names, types and the prototype of instances', () => {
    expect(embeddedShapeOf(Address)).toMatchObject({ name: 'address', className: 'Address' });
    expect(embeddedShapeOf(Address).prototype).toBe(Address.prototype);
    expect(embeddedShapeOf(Address).fields.map((field) => [field.column, field.nullable])).toEqual([
      ['city', false],
      ['postcode', true],
    ]);
    expect(embeddedShapeOf(Address)).toBe(embeddedShapeOf(Address));
  });

  it('lets a class embed itself', () => {
    const shape = embeddedShapeOf(Node);
    const [, parent, children] = shape.fields;
    expect(shape.name).toBe('tree_node');
    expect(parent?.type.kind === 'embedded' && parent.type.shape()).toBe(shape);
    expect(children && describeType(children.type)).toBe('list<Node>');
  });
});
