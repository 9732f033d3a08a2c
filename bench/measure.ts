import { type Estimate, estimate, median, seededRandom, shuffled } from './statistics';

/** Something that is timed: `run` does the work `times` times. */
export interface Task {
  readonly contestant: string;
  /** Brings back the state that `run` starts from; not timed. */
  readonly before?: () => Promise<void>;
  readonly run: (times: number) => Promise<unknown>;
}

/** One row of the report. */
export interface Comparison {
  readonly operation: string;
  /** Greatest ratio to the raw driver that is accepted, or null where there is none. */
  readonly bar: number | null;
  readonly contestants: readonly {
    readonly name: string;
    /** Median time of one operation in microseconds. */
    readonly wallMicros: number;
    readonly cpuMicros: number;
    readonly wall: Estimate;
    readonly cpu: Estimate;
  }[];
}

/** How long to measure. */
export interface Effort {
  readonly rounds: number;
  readonly warmUpRounds: number;
}

/** The contestant that all others are held against. */
export const REFERENCE = 'raw';

/** The reference a second time: its ratio shows what the measurement itself is worth. */
export const CONTROL = 'raw again';

interface Sample {
  readonly wall: number;
  readonly cpu: number;
}

/**
 * Times the tasks side by side. Every round runs each once, in shuffled order; the ratio to the reference is taken
 * inside the round, where both met the same conditions. Garbage is collected between tasks, outside the timer.
 */
export async function compare(
  operation: string,
  bar: number | null,
  times: number,
  tasks: readonly Task[],
  effort: Effort,
): Promise<Comparison> {
  const random = seededRandom(7);
  const rounds: Map<string, Sample>[] = [];
  for (let round = 0; round < effort.warmUpRounds + effort.rounds; round += 1) {
    const samples = new Map<string, Sample>();
    for (const task of shuffled(tasks, random)) samples.set(task.contestant, await sample(task, times));
    if (round >= effort.warmUpRounds) rounds.push(samples);
  }
  return { operation, bar, contestants: tasks.map((task) => summary(task.contestant, rounds)) };
}

async function sample(task: Task, times: number): Promise<Sample> {
  await task.before?.();
  globalThis.gc?.();
  const cpu = process.cpuUsage();
  const begun = process.hrtime.bigint();
  await task.run(times);
  const wall = Number(process.hrtime.bigint() - begun) / 1_000 / times;
  const { user, system } = process.cpuUsage(cpu);
  return { wall, cpu: (user + system) / times };
}

function summary(name: string, rounds: readonly Map<string, Sample>[]): Comparison['contestants'][number] {
  const own = rounds.flatMap((round) => round.get(name) ?? []);
  const ratios = (part: keyof Sample): number[] =>
    rounds.map((round) => (round.get(name)?.[part] ?? Number.NaN) / (round.get(REFERENCE)?.[part] ?? Number.NaN));
  return {
    name,
    wallMicros: median(own.map((one) => one.wall)),
    cpuMicros: median(own.map((one) => one.cpu)),
    wall: estimate(ratios('wall')),
    cpu: estimate(ratios('cpu')),
  };
}
