import { pgliteFolder } from '../../../../lib/engines/postgres/pglite-config';
import { poolConfig } from '../../../../lib/engines/postgres/postgres-config';
import { ConfigurationError } from '../../../../lib/errors/definition-errors';

describe('poolConfig', () => {
  it('sends the session settings with the start message, after those of the url', () => {
    const url = 'postgres://localhost/app?options=-c%20work_mem%3D8MB&sslmode=disable';
    const config = poolConfig({ url }, true);
    expect(config.options).toMatch(/^-c work_mem=8MB -c TimeZone=UTC .*-c extra_float_digits=3$/);
    expect(config.connectionString).toBe('postgres://localhost/app?sslmode=disable');
    expect(config.max).toBe(10);
  });

  it("leaves the start message to the caller's settings where the server takes no others", () => {
    expect(poolConfig({ url: 'postgres://localhost/app' }, false).options).toBeUndefined();
  });

  it('lets driver options win', () => {
    const driverOptions = { max: 3, application_name: 'mine' };
    const config = poolConfig({ url: 'postgres://localhost/app', poolSize: 5, driverOptions }, true);
    expect(config).toMatchObject({ max: 3, application_name: 'mine' });
  });

  it('refuses a url that cannot be read', () => {
    expect(() => poolConfig({ url: 'postgres://a b:c' }, true)).toThrow(ConfigurationError);
  });
});

describe('pgliteFolder', () => {
  it.each(['pglite:', 'pglite://', 'pglite:memory'])('keeps %s in memory', (url) => {
    expect(pgliteFolder(url)).toBeNull();
  });

  it('takes the rest of the url as a folder', () => {
    expect(pgliteFolder('pglite:./data')).toBe('./data');
    expect(pgliteFolder('pglite:/var/data')).toBe('/var/data');
    expect(pgliteFolder('pglite:///var/data')).toBe('/var/data');
  });

  it('refuses another scheme', () => {
    expect(() => pgliteFolder('postgres://localhost')).toThrow(ConfigurationError);
  });
});
