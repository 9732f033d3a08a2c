import { DeletedAt, Embeddable, Embedded, Entity, Field, Index, PrimaryKey, View } from '../../../lib/decorators';
import { postgresSchemaSync } from '../../../lib/engines/postgres/postgres-schema-sync';
import { modelMetadataOf } from '../../../lib/metadata/model-metadata-of';
import { schemaLineOf } from '../../support/schema-line-of';
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
  @Field('timestamp') at!: Date;
  @Embedded(() => Address, { nullable: true }) address!: Address | null;
  @DeletedAt() deletedAt!: Date | null;
}

@View({ of: Order, where: { price: { $gt: 5 }, country: { $ne: "l'x" } }, keys: ['country', 'id'], orderBy: '-id' })
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
}

describe.each(['postgres', 'pglite'] as const)('views on %s', (name) => {
  const opened = schemaLineOf(name, async (line) => {
    await line.sync([Order]);
    await line.rows(
      `INSERT INTO orders (id, country, price, at, address, "deletedAt", _expires_at) VALUES
        (1, 'de', 10, '2024-01-01T10:00Z', '{"city":"Bonn"}', NULL, NULL),
        (2, 'de', 4, '2024-01-01T23:00Z', '{"city":"Bonn"}', NULL, NULL),
        (3, 'fr', 8, '2024-01-02T00:00Z', '{"city":"Lyon"}', NULL, NULL),
        (4, 'fr', 9, '2024-01-02T00:00Z', '{"city":"Lyon"}', now(), NULL),
        (5, 'fr', 9, '2024-01-02T00:00Z', '{"city":"Lyon"}', NULL, now() - interval '1 s')`,
    );
  });

  afterEach(async () => {
    await opened.line.drop(OrdersByCountry);
    await opened.line.drop(OrdersByCity);
  });

  it('makes them after their source, with a unique key, and sees that they are there', async () => {
    expect(await opened.line.outline([OrdersByCountry, OrdersByCity, Order])).toEqual([
      'createView safe',
      'createIndex safe',
      'createIndex safe',
      'createView safe',
      'createIndex safe',
    ]);
    await opened.line.sync([OrdersByCountry, OrdersByCity, Order]);
    expect(await opened.line.plan([OrdersByCountry, OrdersByCity, Order], true)).toEqual([]);
  });

  it('shows what every read of the source would show', async () => {
    await opened.line.sync([OrdersByCountry]);
    expect(await opened.line.rows('SELECT id::text, country FROM orders_by_country ORDER BY id')).toEqual([
      { id: '1', country: 'de' },
      { id: '3', country: 'fr' },
    ]);
  });

  it('groups and computes', async () => {
    await opened.line.sync([OrdersByCity]);
    const rows = await opened.line.rows(
      `SELECT city, day = '2024-01-01T00:00Z' AS first, orders::text, total::text, mean::text, middle::text FROM orders_by_city ORDER BY city`,
    );
    const text = rows.map((row) => Object.values(row).map(String).join(' '));
    expect(text.map((row) => row.replace(/ (true|t) /, ' yes ').replace(/ (false|f) /, ' no '))).toEqual([
      'Bonn yes 2 10 7 7',
      'Lyon no 1 8 8 8',
    ]);
  });

  it('refreshes, concurrently too', async () => {
    await opened.line.sync([OrdersByCountry]);
    const view = modelMetadataOf(OrdersByCountry);
    for (const concurrently of [true, false]) {
      await opened.line.rows(`UPDATE orders SET price = price + 1 WHERE id = 1`);
      await postgresSchemaSync.refreshView(opened.line.connection, view, { concurrently });
      expect(
        await opened.line.rows('SELECT FROM orders_by_country v JOIN orders o USING (id) WHERE v.price = o.price'),
      ).toHaveLength(2);
    }
    await opened.line.rows('UPDATE orders SET price = 10 WHERE id = 1');
  });

  it('makes a changed view anew, when allowed', async () => {
    await opened.line.sync([OrdersByCountry]);
    @Entity({ name: 'orders_by_country' })
    @View({ of: Order, keys: ['country', 'id'] })
    class Changed extends MaterializedView {
      @Field('string') country!: string;
      @Field('int') id!: number;
      @Field('int') @Index() price!: number;
    }
    expect(await opened.line.outline([Changed])).toEqual(['replaceView rewrite']);
    expect(await opened.line.sync([Changed])).toEqual([]);
    await opened.line.sync([Changed], { allow: ['rewrite'] });
    expect(await opened.line.plan([Changed], true)).toEqual([]);
    expect(await opened.line.rows('SELECT FROM orders_by_country')).toHaveLength(3);
  });

  it('brings views back when a column that they read changes its type', async () => {
    @Entity({ name: 'readings' })
    class Reading extends Document {
      @PrimaryKey({ type: 'int' }) id!: number;
      @Field('int') value!: number;
    }
    @Entity({ name: 'readings' })
    class WideReading extends Document {
      @PrimaryKey({ type: 'int' }) id!: number;
      @Field('bigint') value!: bigint;
    }
    const aggregate = { groupBy: ['id'], compute: { most: { $max: 'value' } } };
    @Entity({ name: 'peaks' })
    @View({ of: Reading, keys: ['id'], aggregate })
    class Peak extends MaterializedView {
      @Field('int') id!: number;
      @Field('bigint') most!: bigint;
    }
    await opened.line.sync([Reading, Peak]);
    expect(await opened.line.outline([WideReading, Peak])).toEqual(['alterType rewrite']);
    await opened.line.sync([WideReading, Peak], { allow: ['rewrite'] });
    expect(await opened.line.plan([WideReading, Peak], true)).toEqual([]);
  });

  it('drops idempotently', async () => {
    await opened.line.sync([OrdersByCountry]);
    await opened.line.drop(OrdersByCountry);
    await opened.line.drop(OrdersByCountry);
    expect(await opened.line.outline([OrdersByCountry])).toHaveLength(3);
  });

  it('says in words what a view cannot be', async () => {
    @View({ of: Order, keys: ['id'], aggregate: { groupBy: ['id'], compute: { x: { $mode: 'price' } } } })
    class Odd extends MaterializedView {
      @Field('int') id!: number;
      @Field('int') x!: number;
    }
    await expect(opened.line.sync([Odd])).rejects.toThrow(/computes `x` by `\$mode`/);
  });
});
