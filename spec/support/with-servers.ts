import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ENGINES } from './engines';
import type { Server } from './servers/server';

const USAGE = 'Usage: with-servers <engine>[,<engine>...] -- <command> [argument...]';

/** The engine's server, started unless the engine runs in process. */
async function startFor(name: string): Promise<Server> {
  const row = ENGINES.find((one) => one.name === name);
  if (row === undefined) throw new Error(`${name} is none of ${ENGINES.map((one) => one.name).join(', ')}. ${USAGE}`);
  if (row.startServer !== null) return row.startServer();
  return { name, url: row.url, version: 'in process', stop: async () => undefined };
}

async function runOn(server: Server, command: string, args: readonly string[]): Promise<number> {
  process.stdout.write(`\n--- ${server.name} (${server.version})\n`);
  const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, POLYDOC_URL: server.url } });
  const [code] = await once(child, 'exit');
  // Ended by a signal: there is no code.
  return typeof code === 'number' ? code : 1;
}

/** Runs a command once per engine, with `POLYDOC_URL` set to a server of that engine; ends at the first failure. */
async function main(argv: readonly string[]): Promise<number> {
  const [names, separator, command, ...args] = argv;
  if (names === undefined || separator !== '--' || command === undefined) throw new Error(USAGE);
  for (const name of names.split(',')) {
    const server = await startFor(name);
    try {
      const code = await runOn(server, command, args);
      if (code !== 0) return code;
    } finally {
      await server.stop();
    }
  }
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (cause: unknown) => {
    process.exitCode = 1;
    process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
  },
);
