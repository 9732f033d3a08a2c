import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '..', '..', '..');
const runFile = promisify(execFile);

/** What a process left behind. */
export interface ProcessResult {
  readonly code: number;
  readonly stdout: string;
  /** Standard output and error. */
  readonly output: string;
}

/** The package as users install it, in a project of its own. */
export class BuiltPackage {
  /** Folder of the project that uses the package. */
  readonly project: string;

  private constructor(project: string) {
    this.project = project;
  }

  /** Builds `lib` into a project inside the repository, so that dependencies are found in the repository's folder. */
  static async build(): Promise<BuiltPackage> {
    mkdirSync(join(ROOT, '.build'), { recursive: true });
    const built = new BuiltPackage(mkdtempSync(join(ROOT, '.build', 'package-')));
    const installed = join(built.project, 'node_modules', 'polydoc');
    mkdirSync(installed, { recursive: true });
    cpSync(join(ROOT, 'package.json'), join(installed, 'package.json'));
    const made = await built.run(join(ROOT, 'scripts', 'build.mjs'), [join(installed, 'dist')]);
    if (made.code !== 0) throw new Error(`The package does not build:\n${made.output}`);
    built.write('package.json', JSON.stringify({ name: 'project', private: true, type: 'commonjs' }));
    return built;
  }

  /** Writes a file of the project. */
  write(name: string, text: string): void {
    mkdirSync(dirname(join(this.project, name)), { recursive: true });
    writeFileSync(join(this.project, name), text);
  }

  /** Runs a JavaScript program in the project. */
  async run(program: string, args: readonly string[] = []): Promise<ProcessResult> {
    const environment = { ...process.env, NODE_OPTIONS: '', POLYDOC_URL: '' };
    try {
      const options = { cwd: this.project, env: environment };
      const { stdout, stderr } = await runFile(process.execPath, [program, ...args], options);
      return { code: 0, stdout, output: stdout + stderr };
    } catch (cause) {
      return failedResult(cause);
    }
  }

  remove(): void {
    rmSync(this.project, { recursive: true, force: true });
  }
}

function failedResult(cause: unknown): ProcessResult {
  // Not `instanceof Error`: jest gives specs a realm of their own, and this error comes from another.
  if (typeof cause !== 'object' || cause === null) throw cause;
  if (!('code' in cause) || !('stdout' in cause) || !('stderr' in cause)) throw cause;
  const code = typeof cause.code === 'number' ? cause.code : 1;
  return { code, stdout: String(cause.stdout), output: `${cause.stdout}${cause.stderr}` };
}

/** What users may write to import a part of the package: `polydoc`, `polydoc/postgres` and so on. */
export function entryPoints(): readonly string[] {
  const { exports }: { readonly exports: object } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const parts = Object.keys(exports).filter((part) => part !== './package.json');
  return parts.map((part) => part.replace('.', 'polydoc'));
}

/** Path of jest. */
export function testRunner(): string {
  return join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
}

/** Path of TypeScript's compiler. */
export function compiler(): string {
  return join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
}

/** Path of tsx, which runs TypeScript without looking at types. */
export function typeStripper(): string {
  return join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
}
