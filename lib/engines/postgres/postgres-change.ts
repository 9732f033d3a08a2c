import type { SchemaChange } from '../../contract/schema-sync';

/** A planned change with the statements that make it up; they are run together or not at all. */
export interface PostgresChange extends SchemaChange {
  readonly statements: readonly string[];
}

/** What a change is about. */
export interface ChangeSubject {
  readonly kind: string;
  readonly model: string | null;
}

/** A change that can be applied. */
export function change(
  subject: ChangeSubject,
  risk: 'safe' | 'rewrite' | 'destructive',
  statements: readonly string[],
): PostgresChange {
  return Object.freeze({ ...subject, statement: statements.join(';\n'), risk, statements: Object.freeze(statements) });
}

/** A difference that no statement can remove; `reason` is a sentence that says why, and what to do. */
export function impossible(subject: ChangeSubject, reason: string): PostgresChange {
  return Object.freeze({ ...subject, statement: reason, risk: 'impossible', statements: Object.freeze([]) });
}
