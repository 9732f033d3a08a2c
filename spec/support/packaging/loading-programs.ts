/**
 * Loads one entry point with `require`; prints its exports, and what was loaded with it: files of the package, other
 * packages.
 */
export const LOADED = `
const exported = require(process.argv[2]);
const paths = Object.keys(require.cache).map((path) => path.split('\\\\').join('/').split('/node_modules/').pop());
const ofPackage = (path) => /^(@[^/]+[/])?[^/]+/.exec(path)[0];
const packages = new Set(paths.filter((path) => path !== __filename).map(ofPackage));
packages.delete('polydoc');
const isClass = (value) => typeof value === 'function' && String(value).startsWith('class');
console.log(JSON.stringify({
  names: Object.keys(exported),
  misnamed: Object.keys(exported).filter((name) => isClass(exported[name]) && exported[name].name !== name),
  files: paths.filter((path) => path.startsWith('polydoc/')).map((path) => path.slice('polydoc/'.length)).sort(),
  packages: [...packages].sort(),
}));
`;

/** Imports every entry point as an ES module beside `require`; prints the names that are missing or differ. */
export const NAMED_IMPORTS = `
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const wrong = [];
for (const entry of process.argv.slice(2)) {
  const required = require(entry);
  const imported = await import(entry);
  for (const name of Object.keys(required)) if (imported[name] !== required[name]) wrong.push(entry + ' ' + name);
}
console.log(JSON.stringify(wrong));
`;

/** Prints what is not of the main entry point's class: exports of the others, their engines, an engine's errors. */
export const SHARED_CLASSES = `
const polydoc = require('polydoc');
const others = process.argv.slice(2).map((entry) => [entry, require(entry)]);
const foreign = others.flatMap(([entry, exported]) =>
  Object.keys(exported).filter((name) => name in polydoc && exported[name] !== polydoc[name]).map((name) => entry + ' ' + name),
);

class Written extends polydoc.Document {}
polydoc.PrimaryKey({ type: 'int' })(Written.prototype, 'id');
const Note = polydoc.Entity({ name: 'notes' })(Written) ?? Written;

async function main() {
  // In a worker thread, whose program the package brings along.
  const engine = await require('polydoc/postgres').PgliteEngine.connect({ models: [Note], worker: true });
  await engine.syncSchema();
  await Note.create({ id: 1 });
  const error = await Note.create({ id: 1 }).catch((cause) => cause);
  await engine.close();
  const recording = require('polydoc/testing').recordingEngine('postgres');
  console.log(JSON.stringify({
    foreign,
    isEngine: engine instanceof polydoc.ConnectedEngine,
    isRecordingEngine: recording instanceof polydoc.ConnectedEngine,
    isDuplicate: error instanceof polydoc.DuplicateKeyError,
    error: error.constructor.name,
  }));
}

main().catch((cause) => {
  console.error(cause);
  process.exitCode = 1;
});
`;

/** A spec of a user's, for jest. */
export const USER_SPEC = `
const { createEngine, Document, Entity, PrimaryKey } = require('polydoc');

class Written extends Document {}
PrimaryKey({ type: 'int' })(Written.prototype, 'id');
const Note = Entity({ name: 'notes' })(Written) ?? Written;

test('round trip', async () => {
  const engine = await createEngine({ models: [Note] });
  await engine.syncSchema();
  await Note.create({ id: 7 });
  expect(await Note.get(7)).toBeInstanceOf(Note);
  await engine.close();
}, 100_000);
`;

/** Prints where an error comes from. */
export const STACK = `
const { sql } = require('polydoc');
try {
  sql(undefined);
} catch (cause) {
  console.log(JSON.stringify(cause.stack));
}
`;
