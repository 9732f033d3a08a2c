'use strict';

/*
 * Outlives the process that started it, however that ended: kill -9 included. Usage: node guard.js <folder>
 * Reads process ids from standard input, a line each. When standard input ends, it ends those processes, removes the
 * folder, and exits.
 */
const { rmSync } = require('node:fs');
const { setTimeout: sleep } = require('node:timers/promises');
const { isRunning } = require('./is-running');

const GRACE_MS = 8_000;
const POLL_MS = 20;
const folder = process.argv[2];

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (cause) {
    if (cause.code !== 'ESRCH') throw cause;
  }
}

async function end(pid) {
  if (!isRunning(pid)) return;
  signal(pid, 'SIGINT');
  const deadline = Date.now() + GRACE_MS;
  while (isRunning(pid) && Date.now() < deadline) await sleep(POLL_MS);
  if (isRunning(pid)) signal(pid, 'SIGKILL');
}

async function finish(text) {
  const pids = text.split('\n').filter(Boolean).map(Number);
  await Promise.all(pids.map(end));
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

// Ctrl-C in a terminal must not end the guard before it has done its work.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => undefined);

let received = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk) => {
  received += chunk;
});
process.stdin.on('end', () => {
  finish(received).catch((cause) => {
    process.exitCode = 1;
    process.stderr.write(`${cause.stack}\n`);
  });
});
