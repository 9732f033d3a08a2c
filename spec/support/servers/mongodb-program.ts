import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { installedOnce } from './installed-once';
import { ServerUnavailableError } from './server';

/** MongoDB's wire protocol and semantics over the WiredTiger library: https://pypi.org/project/secantusdb/ */
export const SECANTUSDB_VERSION = '0.7.0b3';

const OWN_SERVER = 'set POLYDOC_TEST_MONGODB_URL to a server of your own';

/** Runs a program to its end; rejects with what it wrote when it fails. */
async function run(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(String(chunk)));
  const [code] = await once(child, 'close');
  if (code !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${String(code)}:\n${output.join('').trim()}`);
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function pythonOf(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python3');
}

async function install(folder: string): Promise<void> {
  try {
    await run('python3', ['-m', 'venv', folder]);
  } catch (cause) {
    throw new ServerUnavailableError(
      `python3 with its venv module is missing (on Debian: apt install python3-venv), or ${OWN_SERVER}: ${reasonOf(cause)}`,
      { cause },
    );
  }
  try {
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await run(pythonOf(folder), [...pip, `secantusdb==${SECANTUSDB_VERSION}`]);
  } catch (cause) {
    throw new ServerUnavailableError(
      `secantusdb ${SECANTUSDB_VERSION} cannot be installed, or ${OWN_SERVER}: ${reasonOf(cause)}`,
      {
        cause,
      },
    );
  }
}

/**
 * The server as a command with its first arguments, installed if need be. The interpreter of the environment is called,
 * not the script in it: that names the folder that it was installed in, which has been renamed since.
 * @throws ServerUnavailableError when Python is missing or the package cannot be had.
 */
export async function mongodbProgram(): Promise<{ readonly command: string; readonly args: readonly string[] }> {
  const folder = await installedOnce(`secantusdb-${SECANTUSDB_VERSION}`, install);
  return { command: pythonOf(folder), args: ['-c', 'from secantus.cli import main; main()'] };
}
