// @ts-check
/**
 * `node scripts/build.mjs [folder]`: builds what is published, into `dist` or the folder that is named.
 *
 * 1. Declarations, a file per source file: TypeScript's compiler, as `tsconfig.build.json` says.
 * 2. JavaScript: the compiler makes ES modules in `.build/modules`, Rollup joins them to few CommonJS files, because
 *    Node spends a quarter of a millisecond on each file that it loads. The files are
 *      - one small file per entry point of package.json (`exports`, `bin`): `./dist/x.js` is made of `lib/x.ts`;
 *      - `core.js`: all folders of lib but those below. Every entry point imports it, so that classes and state are
 *        the same whichever they come from;
 *      - `<name>-engine.js` per folder of `lib/engines`: loaded by the first `connect`;
 *      - `lib/facade/testing`, `lib/facade/mongodb` and `lib/cli` are in the files of their entry points; what the
 *        second needs of its engine without a connection is in `core.js`.
 *      - `<module>.js` for a module that is loaded by `require()`: it gives what the file of its engine has.
 *    npm packages stay outside, and what lib loads late (`import()`, `require()`) is loaded late.
 *
 * Nothing is minified: stack traces show the names of lib, and source maps lead to its lines.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rollup } from 'rollup';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Runs TypeScript's compiler on lib.
 * @param {readonly string[]} options
 */
function compile(...options) {
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [compiler, '-p', join(ROOT, 'tsconfig.build.json'), ...options];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error('lib does not compile.');
}

/** Names of the entry points: `index` for `./dist/index.js`. */
function entryNames() {
  const { exports, bin = {} } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const commands = typeof bin === 'string' ? [bin] : Object.values(bin);
  const targets = [...Object.values(exports).map((target) => target.default), ...commands];
  const names = targets.flatMap((target) => /^\.?\/?dist\/([\w-]+)\.js$/.exec(target)?.[1] ?? []);
  return [...new Set(names)];
}

/**
 * Compiled modules import each other without an extension; their source maps are read so that the last ones lead to lib.
 * @returns {import('rollup').Plugin}
 */
function compiledModules() {
  return {
    name: 'compiled-modules',
    resolveId(specifier, importer) {
      if (importer === undefined || !specifier.startsWith('.')) return null;
      const path = resolve(dirname(importer), specifier);
      return existsSync(`${path}.js`) ? `${path}.js` : join(path, 'index.js');
    },
    load(path) {
      return { code: readFileSync(path, 'utf8'), map: readFileSync(`${path}.map`, 'utf8') };
    },
  };
}

/**
 * A module of lib that is loaded by `require()`, late and at once, gets a file of its own name.
 * @returns {import('rollup').Plugin}
 */
function requiredModules() {
  return {
    name: 'required-modules',
    transform(code, path) {
      const required = code.replace(/\brequire\('(\.[^']*)'\)/g, (_, specifier) => {
        const fileName = `${basename(specifier)}.js`;
        this.emitFile({ type: 'chunk', id: `${resolve(dirname(path), specifier)}.js`, fileName });
        return `require('./${fileName}')`;
      });
      // Nothing moves but within a line.
      return required === code ? null : { code: required, map: null };
    },
  };
}

/**
 * Folder and name of a module below the folder of modules.
 * @param {string} path
 */
function placeOf(path) {
  const [folder = '', name] = path.split(sep);
  const isOfOneEntry =
    name === undefined || folder === 'cli' || (folder === 'facade' && (name === 'testing' || name === 'mongodb'));
  return { folder, name, isOfOneEntry };
}

/**
 * Which file a module goes to; undefined for that of the entry point that imports it. Nothing is left to Rollup that two
 * engines may share: it would put it into one of them, and make the other load it.
 * @param {string} path below the folder of modules
 * @param {boolean} isEarly an entry point imports it at once
 */
function fileName(path, isEarly) {
  const { folder, name, isOfOneEntry } = placeOf(path);
  if (folder === 'engines') return isEarly ? 'core' : `${name}-engine`;
  return isOfOneEntry ? undefined : 'core';
}

/**
 * Tells the modules of an engine that `facade` needs without a connection, with what they import, from those that are to be
 * loaded late. What `polydoc/testing` imports does not count: it has the engines anyway.
 * @param {string} modules
 * @param {(id: string) => { readonly importers: readonly string[] } | null} infoOf
 */
function earlyModules(modules, infoOf) {
  const known = new Map();
  const isEarly = (id) => {
    const answer = known.get(id);
    if (answer !== undefined) return answer;
    // Until it is known otherwise, also for modules that import each other.
    known.set(id, false);
    const found = (infoOf(id)?.importers ?? []).some((importer) => {
      const { folder, name } = placeOf(relative(modules, importer));
      return folder === 'engines' ? isEarly(importer) : folder !== 'facade' || name !== 'testing';
    });
    known.set(id, found);
    return found;
  };
  return isEarly;
}

/**
 * Joining files renames what would have the same name, and names of classes are seen by users.
 * @param {string} code
 */
function renamedClass(code) {
  return /\bclass \w+\$\d+/.exec(code)?.[0];
}

/**
 * @param {string} modules
 * @param {string} target
 */
async function bundle(modules, target) {
  const names = entryNames();
  const joined = await rollup({
    input: Object.fromEntries(names.map((name) => [name, join(modules, `${name}.js`)])),
    external: (id) => !id.startsWith('.') && !id.startsWith(modules),
    // What the compiler's helpers ask at the top of a module is answered by CommonJS.
    context: 'this',
    plugins: [compiledModules(), requiredModules()],
    onwarn: ({ code, message }) => {
      // Where nobody uses a function that used the import; everything else is a mistake.
      if (code !== 'UNUSED_EXTERNAL_IMPORT') throw new Error(message);
    },
  });
  const { output } = await joined.write({
    dir: target,
    format: 'cjs',
    exports: 'named',
    esModule: true,
    interop: 'auto',
    // As the compiler does it: a native import() does not work everywhere, as in jest.
    dynamicImportInCjs: false,
    // Plain properties instead of getters: nothing that is exported is ever assigned again.
    externalLiveBindings: false,
    generatedCode: { constBindings: true },
    hoistTransitiveImports: false,
    minifyInternalExports: false,
    manualChunks: (path, { getModuleInfo }) => {
      return fileName(relative(modules, path), earlyModules(modules, getModuleInfo)(path));
    },
    chunkFileNames: '[name].js',
    sourcemap: true,
  });
  for (const file of output) {
    const renamed = file.type === 'chunk' ? renamedClass(file.code) : undefined;
    if (renamed !== undefined) throw new Error(`Two classes of one name in ${file.fileName}: ${renamed}`);
  }
}

const target = resolve(process.argv[2] ?? join(ROOT, 'dist'));
const modules = join(ROOT, '.build', `modules-${process.pid}`);
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
try {
  compile('--emitDeclarationOnly', '--outDir', target);
  const moduleOptions = ['--module', 'esnext', '--declaration', 'false', '--removeComments', '--inlineSources'];
  compile(...moduleOptions, '--outDir', modules);
  await bundle(modules, target);
} finally {
  rmSync(modules, { recursive: true, force: true });
}
