import { ServerFolder } from '../../support/servers/server-folder';

/** A process with a server folder, which server-folder.spec.ts ends in several ways. */
async function main(): Promise<void> {
  const folder = await ServerFolder.create('spec');
  const child = folder.start(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], null);
  process.stdout.write(`${JSON.stringify({ path: folder.path, pid: child.pid })}\n`);
  setInterval(() => undefined, 1_000);
}

main().catch((cause: unknown) => {
  process.stderr.write(`${String(cause)}\n`);
  process.exitCode = 1;
});
