import type { PolydocError } from '../errors/polydoc-error';
import type { ModelMetadata } from '../metadata/model-metadata';

/** What was going on when the native error was thrown. */
export interface TranslationContext {
  readonly operation: string;
  readonly model: ModelMetadata | null;
  readonly key?: unknown;
  /** Places whose value the store works out: one of them it is when a value is out of range. */
  readonly computed?: readonly string[];
  /** Values of fields may appear in messages. */
  readonly debugValues: boolean;
}

/** Native error to polydoc error: total, never throws, keeps the cause, decides by code. */
export interface ErrorTranslator {
  translate(cause: unknown, context: TranslationContext): PolydocError;
}
