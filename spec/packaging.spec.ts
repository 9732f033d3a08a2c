import { BuiltPackage, compiler, typeStripper } from './support/packaging/built-package';
import { IMPORT, REQUIRE, ROUND_TRIP, UNTYPED_FIELD } from './support/packaging/programs';

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

  it(
    'loads with require, and no database driver with it',
    async () => {
      built.write('require.cjs', REQUIRE);
      expect(await printed('require.cjs')).toEqual({
        exports: expect.arrayContaining(['createEngine', 'Document', 'Entity', 'Field', 'PolydocError']),
        drivers: [],
      });
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
