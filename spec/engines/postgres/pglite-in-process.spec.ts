import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PROGRAM = join(__dirname, 'programs', 'pglite-in-process.ts');
const WATCHING = join(__dirname, 'programs', 'pglite-watch.ts');

describe('a PGlite database in the same thread', () => {
  // In a process of its own: inside jest PGlite runs in a worker thread.
  it("keeps the caller's own use of the database and the engine's apart", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', PROGRAM]);
    expect(JSON.parse(stdout)).toEqual({
      rows: [{ name: 'ours, beside their transaction' }, { name: 'theirs, after our transaction' }],
      heard: ['new'],
      duplicate: '23505',
      late: [{ one: 1 }],
      isClosed: false,
    });
  }, 60_000);

  it('tells of changes whoever makes them', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', WATCHING]);
    expect(JSON.parse(stdout)).toEqual({ seen: ['insert theirs', 'insert ours', 'delete ours'], isClosed: false });
  }, 60_000);
});
