import { UnprocessableError } from '../errors/value-errors';
import type { WriteCallOptions } from './options';
import { systemAssignments } from './system-values';
import { writeAssignments } from './update-document';
import { documentContext, enlistDocument } from './write-context';

/**
 * Moves update time and version of the document's row.
 * @throws UnprocessableError (POLYDOC_UNPROCESSABLE) for a model that has neither; DocumentNotFoundError.
 */
export async function touchDocument(document: object, options: WriteCallOptions | undefined): Promise<void> {
  const context = documentContext(document, options, 'touch');
  const assignments = systemAssignments(context.model, new Date());
  if (assignments.length === 0) {
    throw new UnprocessableError(
      `${context.model.name} has neither @UpdatedAt nor @Version, so touch() has nothing to move.`,
      {
        model: context.model.name,
      },
    );
  }
  enlistDocument(context, document);
  await writeAssignments(document, context, assignments, {
    operation: 'touch',
    condition: null,
    ifExists: false,
    event: 'afterUpdate',
    also: null,
  });
}
