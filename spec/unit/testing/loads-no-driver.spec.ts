import '../../../lib/testing';

describe('polydoc/testing', () => {
  it('loads no driver', () => {
    const files = Object.keys(require.cache);
    expect(files.some((file) => file.endsWith('postgres-compiler.ts'))).toBe(true);
    const loaded = files.filter((file) =>
      /node_modules[\\/](pg|pg-cursor|mongodb|cassandra-driver|@electric-sql)[\\/]/.test(file),
    );
    expect(loaded).toEqual([]);
  });
});
