import { postgresEndpoint } from '../../../../lib/engines/postgres/postgres-endpoint';

describe('postgresEndpoint', () => {
  const shop = { database: 'shop', host: 'db.example', port: 5433 };

  it.each([
    ['a url', { url: 'postgres://u:p@db.example:5433/shop' }, shop],
    ['a url without port and database', { url: 'postgres://u@db.example' }, { ...shop, database: 'u', port: 5432 }],
    ['a url with an encoded name', { url: 'postgres://db.example:5433/my%20shop' }, { ...shop, database: 'my shop' }],
    ['a url of a socket', { url: 'postgres:///shop?host=/run' }, null],
    ['options of the pool', { driverOptions: { host: 'db.example', port: 5433, database: 'shop' } }, shop],
    ['a folder of a socket', { driverOptions: { host: '/run/postgresql' } }, null],
    ['nothing', {}, null],
    ['a url that is none', { url: 'nowhere' }, null],
  ])('reads %s', (_, options, expected) => {
    expect(postgresEndpoint(options)).toEqual(expected);
  });

  it('reads a given pool and a given client', () => {
    const pool = { totalCount: 0, options: { connectionString: 'postgres://u:p@db.example:5433/shop' } };
    expect(postgresEndpoint({ pool: pool as never })).toEqual(shop);
    expect(postgresEndpoint({ client: { ...shop } as never })).toEqual(shop);
    expect(postgresEndpoint({ client: {} as never, url: 'postgres://ignored/x' })).toBeNull();
  });
});
