export * from './database-errors';
export * from './definition-errors';
export * from './outcome-errors';
export * from './polydoc-error';
export * from './usage-errors';
export * from './value-errors';
