import type { ModelMetadata } from '../metadata/model-metadata';
import { invalidQuery } from './refuse-query';

/** Which page `page()` gives. */
export interface PageRequest {
  /** From 1; 1 when left out. */
  readonly page?: number | undefined;
  /** From 1; 10 when left out. */
  readonly perPage?: number | undefined;
}

/**
 * A whole number from `least`.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for anything else
 */
export function wholeNumber(model: ModelMetadata, step: string, value: unknown, least: 0 | 1): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
  throw invalidQuery(model, { path: null, operator: step }, `takes a whole number of at least ${least}`);
}

/**
 * A text that is not empty.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for anything else
 */
export function textArgument(model: ModelMetadata, step: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw invalidQuery(model, { path: null, operator: step }, 'takes text');
}

/**
 * An abort signal.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for anything else
 */
export function signalArgument(model: ModelMetadata, value: unknown): AbortSignal {
  if (value instanceof AbortSignal) return value;
  throw invalidQuery(model, { path: null, operator: 'signal' }, 'takes an AbortSignal');
}

/**
 * Page number and size.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for anything but whole numbers from 1
 */
export function pageArguments(
  model: ModelMetadata,
  request: PageRequest,
): { readonly page: number; readonly perPage: number } {
  const page = wholeNumber(model, 'page', request.page ?? 1, 1);
  const perPage = wholeNumber(model, 'perPage', request.perPage ?? 10, 1);
  if (Number.isSafeInteger(page * perPage)) return { page, perPage };
  throw invalidQuery(model, { path: null, operator: 'page' }, 'lies beyond all numbers');
}
