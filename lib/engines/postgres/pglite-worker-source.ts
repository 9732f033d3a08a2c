/**
 * Body of the worker thread, as text: it runs the same from compiled files, from TypeScript sources under jest and from
 * a bundle. It answers every list of messages with a list of replies in the same order.
 */
export const PGLITE_WORKER_SOURCE = `'use strict';
const { parentPort, workerData } = require('node:worker_threads');
const { createRequire } = require('node:module');
const { join } = require('node:path');

const load = createRequire(workerData.from);
const loadForUser = createRequire(join(process.cwd(), 'index.js'));
const plain = (error) => ({
  message: String(error && error.message || error),
  code: error && error.code,
  stack: error && error.stack,
});

function loadExtensions(given) {
  const extensions = {};
  for (const [name, extension] of Object.entries(given || {})) {
    extensions[name] = typeof extension === 'string' ? loadForUser(extension)[name] : extension;
  }
  return extensions;
}

async function exchange(database, message) {
  const chunks = [];
  await database.execProtocolRawStream(message, { syncToFs: false, onRawData: (bytes) => chunks.push(bytes.slice()) });
  const reply = chunks.length === 1 ? chunks[0] : new Uint8Array(Buffer.concat(chunks));
  return { reply };
}

async function answer(database, messages) {
  const replies = [];
  for (const message of messages) {
    replies.push(await exchange(database, message).catch((error) => ({ error: plain(error) })));
  }
  parentPort.postMessage({ replies }, replies.flatMap(({ reply }) => (reply && reply.byteLength ? [reply.buffer] : [])));
}

async function start() {
  const { PGlite } = load('@electric-sql/pglite');
  const { extensions, ...options } = workerData.options;
  const database = await PGlite.create({ ...options, extensions: loadExtensions(extensions) });
  let queue = Promise.resolve();
  parentPort.on('message', ({ messages, close }) => {
    queue = queue.then(() => (close ? database.close() : answer(database, messages)));
    if (close) queue.catch((error) => plain(error)).then((error) => parentPort.postMessage({ closed: true, error }));
  });
  parentPort.postMessage({ open: true });
}

start().catch((error) => parentPort.postMessage({ failed: plain(error) }));
`;
