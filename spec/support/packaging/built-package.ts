import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
    const args = ['-p', join(ROOT, 'tsconfig.build.json'), '--outDir', join(installed, 'dist')];
    const compiled = await built.run(compiler(), args);
    if (compiled.code !== 0) throw new Error(`The package does not build:\n${compiled.output}`);
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

/** Path of TypeScript's compiler. */
export function compiler(): string {
  return join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
}

/** Path of tsx, which runs TypeScript without looking at types. */
export function typeStripper(): string {
  return join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
}
