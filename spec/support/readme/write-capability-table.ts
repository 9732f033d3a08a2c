/** `npx tsx spec/support/readme/write-capability-table.ts` brings the README's table up to date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withCapabilityTable } from './capability-table';

const path = join(__dirname, '..', '..', '..', 'README.md');
writeFileSync(path, withCapabilityTable(readFileSync(path, 'utf8')));
