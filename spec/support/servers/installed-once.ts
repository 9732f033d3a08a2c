import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Root of the repository, also for a copy that was compiled into another folder of it. */
function repositoryRoot(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) throw new Error(`No package.json above ${__dirname}.`);
  }
}

/**
 * Folder of something that is installed once for all runs, in `.servers/`.
 * @param name unique to what is installed and its version
 * @param install puts it into the folder that it is given; must bear the folder's renaming. What fails leaves nothing
 */
export async function installedOnce(name: string, install: (folder: string) => Promise<void>): Promise<string> {
  const cache = join(repositoryRoot(), '.servers');
  const installed = join(cache, name);
  if (existsSync(installed)) return installed;
  mkdirSync(cache, { recursive: true });
  const unfinished = join(cache, `.unfinished-${name}-${process.pid}`);
  rmSync(unfinished, { recursive: true, force: true });
  try {
    await install(unfinished);
    renameSync(unfinished, installed);
  } catch (cause) {
    // Another run was faster: what it installed is as good.
    if (!existsSync(installed)) throw cause;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return installed;
}
