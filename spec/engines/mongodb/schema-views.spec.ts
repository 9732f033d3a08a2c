import { DeletedAt, Embeddable, Embedded, Entity, Field, Index, PrimaryKey, View } from '../../../lib/decorators';
import { SchemaError } from '../../../lib/errors/database-errors';
import { describeEngines } from '../../support/engines';
import { MongodbSchemaLine } from '../../support/mongodb-schema-line';
import { Document, MaterializedView } from '../../unit/metadata/bare-document';

@Embeddable()
class Address {
  @Field('string') city!: string;
}

@Entity({ name: 'orders' })
class Order extends Document {
  @PrimaryKey({ type: 'int' }) id!: number;
  @Field('string') country!: string;
  @Field('int') price!: number;
  @Field({ type: 'decimal', nullable: true }) tax!: unknown;
  @Field('timestamp') at!: Date;
  @Embedded(() => Address, { nullable: true }) address!: Address | null;
  @DeletedAt() deletedAt!: Date | null;
}

@View({ of: Order, where: { price: { $gt: 5 }, country: { $ne: 'xx' } }, keys: ['country', 'id'], orderBy: '-id' })
class OrdersByCountry extends MaterializedView {
  @Field('string') country!: string;
  @Field('int') id!: number;
  @Field('int') @Index() price!: number;
}

@View({
  of: Order,
  aggregate: {
    groupBy: { city: 'address.city', day: { $trunc: { field: 'at', unit: 'day' } } },
    compute: {
      orders: { $count: true },
      total: { $sum: 'price', filter: { price: { $gt: 5 } } },
      mean: { $avg: 'price' },
      middle: { $median: 'price' },
      least: { $min: 'price', filter: { country: { $startsWith: 'd' } } },
      spread: { $varSamp: 'price' },
      countries: { $countDistinct: 'country' },
      taxes: { $sum: 'tax' },
    },
    having: { orders: { $gte: 1 } },
  },
  keys: ['city', 'day'],
})
class OrdersByCity extends MaterializedView {
  @Field('string') city!: string;
  @Field('timestamp') day!: Date;
  @Field('int') orders!: number;
  @Field('bigint') total!: bigint;
  @Field('double') mean!: number;
  @Field('double') middle!: number;
  @Field({ type: 'int', nullable: true }) least!: number | null;
  @Field({ type: 'double', nullable: true }) spread!: number | null;
  @Field('int') countries!: number;
  @Field('decimal') taxes!: unknown;
}

describeEngines(['mongodb'], 'views', (engine) => {
  let line: MongodbSchemaLine;
  const at = (day: number, hour = 0): Date => new Date(Date.UTC(2024, 0, day, hour));

  beforeAll(async () => {
    line = await MongodbSchemaLine.open(engine.url);
    await line.sync([Order]);
    await line.insert(
      'orders',
      { _id: 1, country: 'de', price: 10, at: at(1, 10), address: { city: 'Bonn' } },
      { _id: 2, country: 'de', price: 4, at: at(1, 23), address: { city: 'Bonn' } },
      { _id: 3, country: 'fr', price: 8, at: at(2), address: { city: 'Lyon' } },
      { _id: 4, country: 'fr', price: 9, at: at(2), address: { city: 'Lyon' }, deletedAt: new Date() },
      { _id: 5, country: 'fr', price: 9, at: at(2), address: { city: 'Lyon' }, _expires_at: new Date(Date.now() - 1) },
    );
  });
  afterAll(() => line?.close());
  afterEach(async () => {
    await line.drop(OrdersByCountry);
    await line.drop(OrdersByCity);
  });

  const shown = (name: string): Promise<readonly unknown[]> => line.documents(name);

  it('makes them with what every read of the source would show, and sees that they are there', async () => {
    expect(await line.outline([OrdersByCountry, OrdersByCity, Order])).toEqual([
      'createView safe',
      'createIndex safe',
      'createIndex safe',
      'createView safe',
      'createIndex safe',
    ]);
    await line.sync([OrdersByCountry, OrdersByCity, Order]);
    expect(await line.plan([OrdersByCountry, OrdersByCity, Order], true)).toEqual([]);
    expect(await shown('orders_by_country')).toEqual([
      { _id: { country: 'de', id: 1 }, price: 10 },
      { _id: { country: 'fr', id: 3 }, price: 8 },
    ]);
    expect(await line.indexes('orders_by_country')).toMatchObject({
      '_id.country_1__id.id_-1': { key: { '_id.country': 1, '_id.id': -1 } },
      price_1: { key: { price: 1 } },
    });
  });

  it('groups and computes', async () => {
    await line.sync([OrdersByCity]);
    const [bonn, lyon] = await shown('orders_by_city');
    expect(bonn).toMatchObject({
      _id: { city: 'Bonn', day: at(1) },
      orders: 2,
      total: 10,
      mean: 7,
      middle: 7,
      least: 4,
      countries: 1,
    });
    expect(bonn).toHaveProperty('spread', expect.closeTo(18, 9));
    expect(lyon).toMatchObject({ _id: { city: 'Lyon', day: at(2) }, orders: 1, total: 8, mean: 8, middle: 8 });
    // Null is never stored: there is no smallest price in a country with `d`, and no spread of one value.
    expect(lyon).not.toHaveProperty('least');
    expect(lyon).not.toHaveProperty('spread');
    expect(String(Reflect.get(Object(lyon), 'taxes'))).toBe('0');
  });

  it('stores values in the types of its fields', async () => {
    await line.sync([OrdersByCity]);
    const types = { total: 'long', orders: 'int', mean: 'double', taxes: 'decimal', countries: 'int' };
    const filter = { $and: Object.entries(types).map(([name, type]) => ({ [name]: { $type: type } })) };
    expect(await line.command({ find: 'orders_by_city', filter })).toHaveLength(2);
  });

  it('refreshes, concurrently too: changed, new and vanished rows', async () => {
    await line.sync([OrdersByCountry]);
    for (const concurrently of [true, false]) {
      await line.change('orders', 1, { $inc: { price: 1 } });
      await line.insert('orders', { _id: 6, country: 'it', price: 20, at: at(3) });
      await line.refresh(OrdersByCountry, concurrently);
      expect((await shown('orders_by_country')).map((row) => Reflect.get(Object(row), 'price'))).toEqual([
        concurrently ? 11 : 12,
        8,
        20,
      ]);
      await line.change('orders', 6, null);
      await line.refresh(OrdersByCountry, concurrently);
      expect(await shown('orders_by_country')).toHaveLength(2);
    }
    await line.change('orders', 1, { $set: { price: 10 } });
  });

  it('is complete after many refreshes at once', async () => {
    await line.sync([OrdersByCity]);
    const lines = await Promise.all([1, 2, 3, 4].map(() => MongodbSchemaLine.open(engine.url)));
    try {
      await Promise.all(lines.flatMap((one) => [one.refresh(OrdersByCity), one.refresh(OrdersByCity, true)]));
      expect(await shown('orders_by_city')).toHaveLength(2);
    } finally {
      for (const one of lines) await one.close();
    }
  });

  it('may be made by several processes at once', async () => {
    const lines = await Promise.all([1, 2, 3].map(() => MongodbSchemaLine.open(engine.url)));
    try {
      await Promise.all(lines.map((one) => one.sync([OrdersByCity])));
      expect(await line.plan([OrdersByCity], true)).toEqual([]);
      expect(await shown('orders_by_city')).toHaveLength(2);
    } finally {
      for (const one of lines) await one.close();
    }
  });

  it('fills a changed view anew, when allowed', async () => {
    await line.sync([OrdersByCountry]);
    @Entity({ name: 'orders_by_country' })
    @View({ of: Order, keys: ['country', 'id'] })
    class Changed extends MaterializedView {
      @Field('string') country!: string;
      @Field('int') id!: number;
      @Field('int') @Index() price!: number;
    }
    expect(await line.outline([Changed])).toEqual(['replaceView rewrite', 'createIndex safe']);
    expect(await line.sync([Changed])).toHaveLength(1);
    await line.sync([Changed], { allow: ['rewrite'] });
    expect(await line.plan([Changed])).toEqual([]);
    expect(await shown('orders_by_country')).toHaveLength(3);
  });

  it('shows a single key, and a view of a view', async () => {
    @View({ of: Order, keys: ['country'], aggregate: { groupBy: ['country'], compute: { n: { $count: true } } } })
    @Entity({ name: 'countries' })
    class Country extends MaterializedView {
      @Field('string') country!: string;
      @Field('int') n!: number;
    }
    @View({ of: Country, keys: ['country'], where: { n: { $gt: 1 } } })
    @Entity({ name: 'busy_countries' })
    class BusyCountry extends MaterializedView {
      @Field('string') country!: string;
      @Field('int') n!: number;
    }
    await line.sync([BusyCountry, Country]);
    expect(await shown('countries')).toEqual([
      { _id: 'de', n: 2 },
      { _id: 'fr', n: 1 },
    ]);
    expect(await shown('busy_countries')).toEqual([{ _id: 'de', n: 2 }]);
  });

  it('needs no key', async () => {
    @View({ of: Order, aggregate: { compute: { n: { $count: true }, most: { $max: 'price' } } } })
    @Entity({ name: 'totals' })
    class Totals extends MaterializedView {
      @Field('int') n!: number;
      @Field('int') most!: number;
    }
    await line.sync([Totals]);
    await line.refresh(Totals);
    expect(await shown('totals')).toEqual([{ _id: 0, n: 3, most: 10 }]);
  });

  it('leaves nothing behind', async () => {
    await line.sync([OrdersByCountry]);
    await line.refresh(OrdersByCountry);
    expect(await line.command({ listCollections: 1, filter: { name: /^polydoc_refresh/ } })).toEqual([]);
  });

  it('lives in another database than its source', async () => {
    const namespace = `${line.connection.database}_v`;
    @View({ of: Order, keys: ['id'] })
    @Entity({ name: 'elsewhere', namespace })
    class Elsewhere extends MaterializedView {
      @Field('int') id!: number;
      @Field('int') price!: number;
    }
    try {
      await line.sync([Elsewhere]);
      expect(await line.command({ find: 'elsewhere', $db: namespace })).toHaveLength(3);
      expect(await line.plan([Elsewhere], true)).toEqual([]);
    } finally {
      await line.command({ dropDatabase: 1, $db: namespace });
    }
  });

  it('leaves a collection alone that is no view, and the other way round', async () => {
    await line.insert('orders_by_country', { _id: 1 });
    expect(await line.outline([OrdersByCountry])).toEqual(['createView impossible']);
    await line.drop(OrdersByCountry);
    await line.sync([OrdersByCountry]);
    @Entity({ name: 'orders_by_country' })
    class Table extends Document {
      @PrimaryKey({ type: 'int' }) id!: number;
    }
    expect(await line.outline([Table])).toEqual(['createTable impossible']);
    // Dropped by somebody else: what is noted about the view is of no meaning any more.
    await line.command({ drop: 'orders_by_country' });
    await line.sync([Table]);
    expect(await line.plan([Table], true)).toEqual([]);
  });

  it('drops idempotently', async () => {
    await line.sync([OrdersByCountry]);
    await line.drop(OrdersByCountry);
    await line.drop(OrdersByCountry);
    expect(await line.outline([OrdersByCountry])).toHaveLength(3);
  });

  it('says in words what a view cannot be', async () => {
    @View({ of: Order, keys: ['id'], aggregate: { groupBy: ['id'], compute: { x: { $mode: 'price' } } } })
    class Odd extends MaterializedView {
      @Field('int') id!: number;
      @Field('int') x!: number;
    }
    await expect(line.sync([Odd])).rejects.toThrow(/computes `x` by `\$mode`/);
    await expect(line.refresh(Odd)).rejects.toThrow(SchemaError);
  });
});
