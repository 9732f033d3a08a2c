import { PolydocError } from './polydoc-error';

/** A model cannot be used as it is declared. The message lists every problem found, one a line. */
export class ModelDefinitionError extends PolydocError {
  readonly code = 'POLYDOC_MODEL_DEFINITION';
  readonly status = 500;
}

/** An option, a URL or the way the library is set up is wrong. */
export class ConfigurationError extends PolydocError {
  readonly code = 'POLYDOC_CONFIGURATION';
  readonly status = 500;
}

/** A model that no engine has registered was asked to do I/O. */
export class ModelNotBoundError extends PolydocError {
  readonly code = 'POLYDOC_MODEL_NOT_BOUND';
  readonly status = 500;
}
