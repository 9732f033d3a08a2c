import { ModelDefinitionError } from '../../../lib/errors/definition-errors';
import type { AnyClass } from '../../../lib/internal/any-class';
import { modelMetadataOf } from '../../../lib/metadata/model-metadata-of';

/** The lines of the error that a model's declaration gives; empty when there is none. */
export function problemsOf(model: AnyClass): readonly string[] {
  try {
    modelMetadataOf(model);
    return [];
  } catch (error) {
    if (error instanceof ModelDefinitionError) return error.message.split('\n');
    throw error;
  }
}
