import type { RawResult } from '../../contract/result';
import type { PostgresStatement } from './postgres-statement';

/** What a stream of changes hears. */
export interface ChangeListener {
  /** Something was committed. */
  readonly onNotice: () => void;
  /** The line is gone, and notices with it. */
  readonly onLost: (cause: unknown) => void;
}

/** A line on which notices come, and by which changes are read. */
export interface ChangeLine {
  run(statement: PostgresStatement): Promise<RawResult>;
  /** Resolves when every later commit will be told of. Once per line. */
  listen(channel: string, listener: ChangeListener): Promise<void>;
  /** Never throws. */
  close(): Promise<void>;
}

/** Where such lines come from. */
export interface ChangeLines {
  open(): Promise<ChangeLine>;
}
