import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, ServerFolder } from '../../support/servers/server-folder';

const { isRunning }: { isRunning(pid: number): boolean } = require('../../support/servers/is-running');

const SLEEPER = ['-e', 'console.log("waiting"); setInterval(() => undefined, 1000)'];

async function eventually(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('It did not come true within 10 s.');
    await sleep(20);
  }
}

describe('ServerFolder', () => {
  it('ends its processes and disappears with remove, which may be called twice', async () => {
    const folder = await ServerFolder.create('spec');
    const child = folder.start(process.execPath, SLEEPER, null);
    const ended = once(child, 'exit');
    expect(existsSync(folder.path)).toBe(true);
    await folder.remove();
    await folder.remove();
    await ended;
    expect(existsSync(folder.path)).toBe(false);
  });

  it('rejects with the log of a process that failed', async () => {
    const folder = await ServerFolder.create('spec');
    try {
      const failing = ['-e', 'console.error("out of luck"); process.exit(3)'];
      await expect(folder.run(process.execPath, failing, null)).rejects.toThrow(/ended with 3:\nout of luck/);
    } finally {
      await folder.remove();
    }
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'ends its processes and disappears when its own process gets %s',
    async (signal) => {
      const program = join(__dirname, 'server-folder-owner.ts');
      const tsx = join(__dirname, '..', '..', '..', 'node_modules', 'tsx', 'dist', 'loader.mjs');
      const owner = spawn(process.execPath, ['--import', tsx, program], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [line] = await once(owner.stdout, 'data');
      const { path, pid } = JSON.parse(String(line));
      expect([existsSync(path), isRunning(pid)]).toEqual([true, true]);
      owner.kill(signal);
      await eventually(() => !existsSync(path));
      expect(isRunning(pid)).toBe(false);
    },
  );
});

describe('freePort', () => {
  it('finds a port that can be listened on', async () => {
    const server = createServer().listen(await freePort(), '127.0.0.1');
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
  });
});
