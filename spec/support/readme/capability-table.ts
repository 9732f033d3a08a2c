import { CAPABILITIES } from '../../../lib/capability/capability';
import type { CapabilityTable, Support } from '../../../lib/capability/support';
import { MONGODB_CAPABILITIES } from '../../../lib/engines/mongodb/mongodb-capabilities';
import { PGLITE_CAPABILITIES } from '../../../lib/engines/postgres/pglite-capabilities';
import { POSTGRES_CAPABILITIES } from '../../../lib/engines/postgres/postgres-capabilities';

const ENGINES: readonly (readonly [string, CapabilityTable])[] = [
  ['MongoDB', MONGODB_CAPABILITIES],
  ['PostgreSQL', POSTGRES_CAPABILITIES],
  ['PGlite', PGLITE_CAPABILITIES],
];

const BEGIN = '<!-- capabilities:begin -->';
const END = '<!-- capabilities:end -->';

/** The table of the README, as Markdown. */
export function capabilityTable(): string {
  const head = `| capability | ${ENGINES.map(([name]) => name).join(' | ')} |`;
  const rows = CAPABILITIES.map(
    (capability) => `| \`${capability}\` | ${ENGINES.map(([, table]) => cell(table[capability])).join(' | ')} |`,
  );
  return [head, `|---${'|---'.repeat(ENGINES.length)}|`, ...rows].join('\n');
}

function cell(support: Support): string {
  if (support.level === 'none') return `none: ${support.instead}`;
  if (support.level === 'emulated') return `emulated: ${support.cost}`;
  return support.note === undefined ? 'native' : `native: ${support.note}`;
}

/** The README with the table as it must be now. */
export function withCapabilityTable(readme: string): string {
  const from = readme.indexOf(BEGIN) + BEGIN.length;
  return `${readme.slice(0, from)}\n${capabilityTable()}\n${readme.slice(readme.indexOf(END))}`;
}
