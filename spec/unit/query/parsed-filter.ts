import { InvalidQueryError } from '../../../lib/errors';
import { parseFilter } from '../../../lib/query/parse-filter';
import { printPredicate } from './print-predicate';
import { USER } from './sample-model';

/** The predicate of a filter as text. */
export function text(filter: unknown): string {
  return printPredicate(parseFilter(USER, filter), { withValues: true });
}

/** The error of a filter that is not accepted. */
export function refusal(filter: unknown, model = USER): InvalidQueryError {
  try {
    parseFilter(model, filter);
  } catch (error) {
    if (error instanceof InvalidQueryError) return error;
    throw error;
  }
  throw new Error('The filter was accepted.');
}
