import type { IndexDraft } from './class-draft';
import type { IndexPart } from './index-metadata';
import type { ClassIndexOptions } from './index-options';

/** Reads index fields as users write them: `'b'` ascending, `'-b'` descending. */
export function indexDraft(fields: readonly string[], options: ClassIndexOptions): IndexDraft {
  return { parts: fields.map(partOf), options };
}

function partOf(field: string): IndexPart {
  return field.startsWith('-') ? { path: field.slice(1), direction: 'desc' } : { path: field, direction: 'asc' };
}
