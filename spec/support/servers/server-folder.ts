import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Account that a process runs under; null for our own. */
export type Account = { readonly uid: number; readonly gid: number } | null;

const LOG_TAIL_LINES = 12;

/**
 * Temporary folder of one server, with the processes that run in it. Whatever happens to this process, a guard beside
 * it (`guard.js`) ends those processes and removes the folder.
 */
export class ServerFolder {
  readonly path: string;
  readonly #guard: ChildProcess;
  readonly #logPath: string;

  private constructor(path: string, guard: ChildProcess) {
    this.path = path;
    this.#guard = guard;
    this.#logPath = join(path, 'server.log');
  }

  /** Makes the folder; `name` becomes part of its name. */
  static async create(name: string): Promise<ServerFolder> {
    const path = mkdtempSync(join(tmpdir(), `polydoc-${name}-`));
    const guard = spawn(process.execPath, [join(__dirname, 'guard.js'), path], {
      stdio: ['pipe', 'ignore', 'ignore'],
      // Out of our process group, so that Ctrl-C in a terminal does not reach it.
      detached: true,
    });
    await once(guard, 'spawn');
    guard.unref();
    // A pipe is a socket at run time; without this it would keep a finished process alive.
    if (guard.stdin !== null && 'unref' in guard.stdin && typeof guard.stdin.unref === 'function') guard.stdin.unref();
    return new ServerFolder(path, guard);
  }

  /** Starts a process that is ended with the folder; its output goes to the folder's log. */
  start(command: string, args: readonly string[], account: Account): ChildProcess {
    const log = openSync(this.#logPath, 'a');
    try {
      const child = spawn(command, args, {
        cwd: this.path,
        stdio: ['ignore', log, log],
        detached: true,
        ...(account ?? {}),
      });
      if (child.pid !== undefined) this.#guard.stdin?.write(`${child.pid}\n`);
      child.unref();
      return child;
    } finally {
      closeSync(log);
    }
  }

  /** Runs a process to its end. Rejects with the end of the log when it fails. */
  async run(command: string, args: readonly string[], account: Account): Promise<void> {
    const child = this.start(command, args, account);
    child.ref();
    const [code, signal] = await once(child, 'exit');
    if (code !== 0) throw new Error(`${command} ended with ${String(code ?? signal)}:\n${this.logTail()}`);
  }

  /** Last lines that the processes wrote. */
  logTail(): string {
    return readFileSync(this.#logPath, 'utf8').trimEnd().split('\n').slice(-LOG_TAIL_LINES).join('\n');
  }

  /** Ends the processes and removes the folder. Idempotent. */
  async remove(): Promise<void> {
    if (this.#guard.exitCode !== null) return;
    this.#guard.ref();
    const exited = once(this.#guard, 'exit');
    this.#guard.stdin?.end();
    await exited;
  }
}

/** A TCP port of 127.0.0.1 that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('The system gave no TCP port.');
  return address.port;
}
