import { clientOptions, mongoUrl } from '../../../../lib/engines/mongodb/mongodb-config';
import { mongodbEndpoint } from '../../../../lib/engines/mongodb/mongodb-endpoint';
import { transactionOptions } from '../../../../lib/engines/mongodb/mongodb-transactions';
import { ConfigurationError } from '../../../../lib/errors';

describe('the options of a MongoDB engine', () => {
  it('leave to the url what it says itself, and to driverOptions the last word', () => {
    const url = 'mongodb://h/?waitQueueTimeoutMS=7&appName=mine';
    const options = clientOptions({ url, poolSize: 3, driverOptions: { maxPoolSize: 4, retryWrites: false } });
    expect(options).toMatchObject({ serverSelectionTimeoutMS: 10_000, maxPoolSize: 4, retryWrites: false });
    expect(options).not.toHaveProperty('waitQueueTimeoutMS');
    expect(options).not.toHaveProperty('appName');
    expect(clientOptions({})).toMatchObject({ appName: 'polydoc', waitQueueTimeoutMS: 10_000 });
  });

  it('take urls of the two schemes alone', () => {
    expect(mongoUrl({})).toBe('mongodb://127.0.0.1:27017');
    expect(mongoUrl({ url: 'mongodb+srv://cluster/app' })).toBe('mongodb+srv://cluster/app');
    expect(() => mongoUrl({ url: 'postgres://h' })).toThrow(ConfigurationError);
  });

  it.each([
    ['mongodb://u:p%40ss@h1:1,h2:2/app?x=1', { host: 'h1', port: 1, database: 'app' }],
    ['mongodb://h1', { host: 'h1', port: 27_017, database: null }],
    ['mongodb+srv://cluster.example.com/a%20b', { host: 'cluster.example.com', port: 27_017, database: 'a b' }],
    ['mongodb://[::1]:7/x', { host: '[::1]', port: 7, database: 'x' }],
    ['mongodb://%2Ftmp%2Fmongodb.sock/x', { host: null, port: null, database: 'x' }],
  ])('say of %s where it leads, and no secret', (url, endpoint) => {
    expect(mongodbEndpoint({ url })).toEqual(endpoint);
  });
});

describe('the options of a transaction', () => {
  const settings = {
    isolation: 'snapshot',
    readOnly: false,
    timeoutMs: null,
    readConcern: null,
    writeConcern: null,
  } as const;

  it('are snapshot reads and majority writes unless stated otherwise', () => {
    expect(transactionOptions(settings)).toEqual({
      readConcern: { level: 'snapshot' },
      writeConcern: { w: 'majority' },
      readPreference: 'primary',
    });
    expect(transactionOptions({ ...settings, isolation: 'readCommitted', timeoutMs: 0.5 })).toMatchObject({
      readConcern: { level: 'majority' },
      maxCommitTimeMS: 1,
    });
    expect(transactionOptions({ ...settings, readConcern: 'local', writeConcern: 2 })).toMatchObject({
      readConcern: { level: 'local' },
      writeConcern: { w: 2 },
    });
    const given = { ...settings, readConcern: { level: 'majority' }, writeConcern: { w: 'majority', journal: true } };
    expect(transactionOptions(given)).toMatchObject({
      readConcern: { level: 'majority' },
      writeConcern: { journal: true },
    });
  });

  it('are refused when there is no such concern', () => {
    expect(() => transactionOptions({ ...settings, readConcern: 'strong' })).toThrow(ConfigurationError);
    expect(() => transactionOptions({ ...settings, writeConcern: true })).toThrow(ConfigurationError);
    expect(() => transactionOptions({ ...settings, isolation: 'serializable' })).toThrow(ConfigurationError);
  });
});
