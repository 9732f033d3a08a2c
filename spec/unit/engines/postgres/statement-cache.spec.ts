import { StatementCache } from '../../../../lib/engines/postgres/statement-cache';

describe('StatementCache', () => {
  it('gives one text one name, new until the server has parsed it', () => {
    const cache = new StatementCache();
    const { name, isNew } = cache.nameOf('SELECT 1');
    expect(isNew).toBe(true);
    expect(cache.nameOf('SELECT 1')).toEqual({ name, isNew: true });
    cache.confirm('SELECT 1', name);
    expect(cache.nameOf('SELECT 1')).toEqual({ name, isNew: false });
    expect(cache.nameOf('SELECT 2').name).not.toBe(name);
  });

  it('drops the name unused for longest beyond its size, and gives each dropped name once', () => {
    const cache = new StatementCache(2);
    const first = cache.nameOf('a').name;
    const second = cache.nameOf('b').name;
    cache.nameOf('a');
    cache.nameOf('c');
    expect(cache.size).toBe(2);
    expect(cache.takeDropped()).toEqual([second]);
    expect(cache.hasDropped).toBe(false);
    expect(cache.nameOf('a').name).toBe(first);
  });

  it('gives a stale text another name and drops the old one', () => {
    const cache = new StatementCache();
    const { name } = cache.nameOf('a');
    cache.confirm('a', name);
    cache.renew('a');
    expect(cache.takeDropped()).toEqual([name]);
    const renewed = cache.nameOf('a');
    expect(renewed.isNew).toBe(true);
    expect(renewed.name).not.toBe(name);
    cache.confirm('a', name);
    expect(cache.nameOf('a').isNew).toBe(true);
  });
});
