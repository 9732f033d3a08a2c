import type { EngineEvent } from './engine-event';

/** True when `DEBUG` (names separated by commas or blanks, `*` for anything, `-` to leave out) names the log. */
export function isDebugLogOn(name: string, setting: string | undefined = process.env.DEBUG): boolean {
  let isOn = false;
  for (const part of (setting ?? '').split(/[\s,]+/)) {
    const leavesOut = part.startsWith('-');
    const pattern = leavesOut ? part.slice(1) : part;
    if (pattern === '' || !matches(pattern, name)) continue;
    if (leavesOut) return false;
    isOn = true;
  }
  return isOn;
}

function matches(pattern: string, name: string): boolean {
  const source = pattern
    .split('*')
    .map((text) => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`).test(name);
}

/** One line on standard error. */
export function writeDebugLine(name: string, event: EngineEvent): void {
  const subject = event.model === null ? event.operation : `${event.model}.${event.operation}`;
  const outcome = event.error === undefined ? `${event.rows} rows` : `failed: ${describeError(event.error)}`;
  const statement = event.statement === null ? '' : ` ${event.statement.replace(/\s+/g, ' ')}`;
  process.stderr.write(`${name} ${event.engine} ${subject} ${event.durationMs.toFixed(2)} ms ${outcome}${statement}\n`);
}

function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
