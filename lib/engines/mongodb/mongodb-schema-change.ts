import type { SchemaChange } from '../../contract/schema-sync';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { commandText } from './mongodb-schema-text';
import type { BsonDocument, MongoTarget } from './mongodb-statement';

/** One thing to do; the steps of a change are done in order. */
export type SchemaStep =
  | {
      readonly kind: 'command';
      readonly command: BsonDocument;
      /** Takes the step back when it or a later one fails; null where nothing has to be taken back. */
      readonly undo: BsonDocument | null;
    }
  /** Marks indexes as made by polydoc. */
  | { readonly kind: 'own'; readonly indexes: readonly string[] }
  /** Notes that the collection is a view in the making; null: that it is none, whatever was there before. */
  | { readonly kind: 'markView'; readonly hash: '' | null }
  /** Fills a view and notes what it was filled by. `text` says what is sent. */
  | { readonly kind: 'fill'; readonly model: ModelMetadata; readonly hash: string; readonly text: string };

/** A planned change with the steps that make it up. */
export interface MongoChange extends SchemaChange {
  readonly target: MongoTarget;
  readonly steps: readonly SchemaStep[];
}

/** What a change is about. */
export interface ChangeSubject {
  readonly kind: string;
  readonly model: string;
  readonly target: MongoTarget;
}

/** A command on the database of a target. */
export function commandOn({ database }: MongoTarget, command: BsonDocument): BsonDocument {
  return database === null ? command : { ...command, $db: database };
}

/** A step that is one command. */
export function commandStep(target: MongoTarget, command: BsonDocument, undo: BsonDocument | null = null): SchemaStep {
  return {
    kind: 'command',
    command: commandOn(target, command),
    undo: undo === null ? null : commandOn(target, undo),
  };
}

/** A change that can be applied. `statement` tells the commands; what polydoc notes for itself is no part of it. */
export function change(
  subject: ChangeSubject,
  risk: 'safe' | 'rewrite' | 'destructive',
  steps: readonly SchemaStep[],
): MongoChange {
  const commands = steps.map(textOf).filter((text) => text !== '');
  return Object.freeze({ ...subject, statement: commands.join(';\n'), risk, steps: Object.freeze(steps) });
}

function textOf(step: SchemaStep): string {
  if (step.kind === 'command') return commandText(step.command);
  return step.kind === 'fill' ? step.text : '';
}

/** A difference that no command can remove; `reason` is a sentence that says why, and what to do. */
export function impossible(subject: ChangeSubject, reason: string): MongoChange {
  return Object.freeze({ ...subject, statement: reason, risk: 'impossible', steps: Object.freeze([]) });
}
