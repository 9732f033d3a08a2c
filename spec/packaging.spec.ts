import { BuiltPackage, compiler, entryPoints, testRunner, typeStripper } from './support/packaging/built-package';
import { LOADED, NAMED_IMPORTS, SHARED_CLASSES, STACK, USER_SPEC } from './support/packaging/loading-programs';
import { IMPORT, MONGODB, ROUND_TRIP, UNTYPED_FIELD } from './support/packaging/programs';

const TIMEOUT_MS = 120_000;

/** What a model needs from a compiler, and all checks that a strict project turns on. */
const STRICT = {
  target: 'es2022',
  module: 'nodenext',
  moduleResolution: 'nodenext',
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  experimentalDecorators: true,
  noEmit: true,
  types: ['node'],
};

describe('the built package', () => {
  let built: BuiltPackage;

  beforeAll(async () => {
    built = await BuiltPackage.build();
  }, TIMEOUT_MS);

  // Undefined when the build failed.
  afterAll(() => built?.remove());

  /** Runs a program that prints one line of JSON. */
  async function printed(program: string, ...args: readonly string[]): Promise<unknown> {
    const result = await built.run(program, args);
    if (result.code !== 0) throw new Error(result.output);
    return JSON.parse(result.stdout);
  }

  it.each(entryPoints().filter((entry) => entry !== 'polydoc/testing'))(
    'loads two files of its own, no driver, and no package that only some calls need: %s',
    async (entry) => {
      built.write('loaded.cjs', LOADED);
      expect(await printed('loaded.cjs', entry)).toMatchObject({
        misnamed: [],
        files: ['dist/core.js', `dist/${entry.split('/')[1] ?? 'index'}.js`],
        packages: ['decimal.js', 'reflect-metadata'],
      });
    },
    TIMEOUT_MS,
  );

  it(
    'loads the engines with polydoc/testing, which records for them, but no driver',
    async () => {
      built.write('loaded.cjs', LOADED);
      const loaded = await printed('loaded.cjs', 'polydoc/testing');
      expect(loaded).toMatchObject({ misnamed: [], packages: ['decimal.js', 'reflect-metadata'] });
      expect(loaded).toHaveProperty('files', expect.arrayContaining(['dist/core.js', 'dist/testing.js']));
      const { files } = loaded as { readonly files: readonly string[] };
      expect(files.filter((file) => !/^dist\/(core|testing|\w+-engine)\.js$/.test(file))).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'has one set of classes for all entry points, in the engines that are loaded late too',
    async () => {
      built.write('shared.cjs', SHARED_CLASSES);
      expect(await printed('shared.cjs', ...entryPoints())).toEqual({
        foreign: [],
        isEngine: true,
        isRecordingEngine: true,
        isDuplicate: true,
        error: 'DuplicateKeyError',
      });
    },
    TIMEOUT_MS,
  );

  it(
    'gives ES modules every export by its name, from every entry point',
    async () => {
      built.write('named.mjs', NAMED_IMPORTS);
      expect(await printed('named.mjs', ...entryPoints())).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'says in stack traces where in lib an error comes from',
    async () => {
      built.write('stack.cjs', STACK);
      expect(await printed('stack.cjs')).toMatch(/at sql \(.*core\.js:\d+/);
      expect(await printed('--enable-source-maps', 'stack.cjs')).toMatch(/at sql \(.*lib.query.native-filter\.ts:\d+/);
    },
    TIMEOUT_MS,
  );

  it(
    'works in specs of users, run by jest',
    async () => {
      built.write('user.spec.js', USER_SPEC);
      const result = await built.run(testRunner(), ['--rootDir', built.project, '--testMatch', '**/user.spec.js']);
      expect(result.output).toContain('1 passed');
      expect(result.code).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    'imports by name from an ES module, with the classes and the state of require',
    async () => {
      built.write('import.mjs', IMPORT);
      expect(await printed('import.mjs')).toEqual({ missing: [], different: [], count: 1 });
    },
    TIMEOUT_MS,
  );

  it.each([
    ['CommonJS', 'cts', true],
    ['CommonJS', 'cts', false],
    ['ES module', 'mts', true],
  ])(
    'works under tsx, which emits no decorator metadata: %s, .%s, useDefineForClassFields %s',
    async (_kind, extension, useDefineForClassFields) => {
      const options = { experimentalDecorators: true, useDefineForClassFields };
      built.write('tsconfig.json', JSON.stringify({ compilerOptions: options }));
      built.write(`stripped.${extension}`, ROUND_TRIP);
      expect(await printed(typeStripper(), `stripped.${extension}`)).toEqual({
        same: true,
        tags: ['a', 'b'],
        titles: ['first'],
      });
    },
    TIMEOUT_MS,
  );

  it(
    'says which field lacks a type where the compiler emits none',
    async () => {
      built.write('tsconfig.json', JSON.stringify({ compilerOptions: { experimentalDecorators: true } }));
      built.write('untyped.cts', UNTYPED_FIELD);
      expect(await printed(typeStripper(), 'untyped.cts')).toEqual({
        name: 'ModelDefinitionError',
        message: expect.stringMatching(/Note\.headline\b[\s\S]*type/),
      });
    },
    TIMEOUT_MS,
  );

  it.each(['cts', 'mts'])(
    'compiles in a strict nodenext project: .%s',
    async (extension) => {
      const file = `compiled.${extension}`;
      built.write(file, ROUND_TRIP);
      built.write('tsconfig.strict.json', JSON.stringify({ compilerOptions: STRICT, files: [file] }));
      const result = await built.run(compiler(), ['-p', 'tsconfig.strict.json']);
      expect(result.output).toBe('');
      expect(result.code).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    'has the MongoDB engine, typed in a strict nodenext project, which loads when it connects',
    async () => {
      built.write('mongodb.mts', MONGODB);
      built.write('tsconfig.mongodb.json', JSON.stringify({ compilerOptions: STRICT, files: ['mongodb.mts'] }));
      const compiled = await built.run(compiler(), ['-p', 'tsconfig.mongodb.json']);
      expect(compiled.output).toBe('');
      built.write('tsconfig.json', JSON.stringify({ compilerOptions: { experimentalDecorators: true } }));
      expect(await printed(typeStripper(), 'mongodb.mts')).toEqual({
        code: 'POLYDOC_CONNECTION',
        engine: 'mongodb',
        retryable: true,
      });
    },
    TIMEOUT_MS,
  );

  it(
    'refuses wrong attributes in a strict nodenext project',
    async () => {
      built.write('wrong.mts', ROUND_TRIP.replace("title: 'first', tags", 'title: 1, tags'));
      built.write('tsconfig.wrong.json', JSON.stringify({ compilerOptions: STRICT, files: ['wrong.mts'] }));
      const result = await built.run(compiler(), ['-p', 'tsconfig.wrong.json']);
      expect(result.output).toMatch(/wrong\.mts.*TS2322.*'number'/);
    },
    TIMEOUT_MS,
  );
});
