import type { ValidationProblem } from '../errors/value-errors';
import { ValueProblem } from '../types/value-problem';
import type { ValidationOptions } from './options';

/** How untrusted input is read. */
export interface PlainOptions extends ValidationOptions {
  /** `strip` drops keys that the class does not have; they are an error otherwise. */
  readonly unknown?: 'strip' | undefined;
  /** class-transformer's groups; those of class-validator are stated as `validate: { groups }`. */
  readonly groups?: readonly string[] | undefined;
  /** class-transformer's version. */
  readonly version?: number | undefined;
}

/** A place in the input, outermost step first. */
export type PlainPath = readonly string[];

/** Everything that is found wrong while input is read; reading goes on, so that all of it is found. */
export class PlainReading {
  readonly options: PlainOptions;
  readonly unknownKeys: PlainPath[] = [];
  readonly problems: ValidationProblem[] = [];

  constructor(options: PlainOptions) {
    this.options = options;
  }

  addUnknownKey(path: PlainPath): void {
    if (this.options.unknown !== 'strip') this.unknownKeys.push(path);
  }

  addProblem(path: PlainPath, problem: ValueProblem): void {
    this.problems.push({
      path: [...path, ...problem.path].join('.'),
      constraint: problem.constraint,
      message: problem.message,
    });
  }

  /** Runs a parser; what it refuses becomes a problem, and the value stays what it was. */
  attempt(path: PlainPath, value: unknown, parse: (value: unknown) => unknown): unknown {
    try {
      return parse(value);
    } catch (cause) {
      if (!(cause instanceof ValueProblem)) throw cause;
      this.addProblem(path, cause);
      return value;
    }
  }
}
