import { requireCapability } from '../capability/require-capability';
import { InvalidQueryError } from '../errors/usage-errors';
import { ValidationError } from '../errors/value-errors';
import type { AggregateOperation, FindOperation, WriteOperation } from '../query/operation';
import { requirementsOf } from '../query/requirements';
import { ValueProblem } from '../types/value-problem';
import type { ExecutionCore } from './execution-core';

/** Operations that are compiled to one statement. */
export type CompiledOperation = FindOperation | AggregateOperation | WriteOperation;

/**
 * Holds the operation against the engine's abilities and compiles it; nothing is sent.
 * @throws UnsupportedCapabilityError (POLYDOC_UNSUPPORTED_CAPABILITY) for what the engine cannot do.
 * @throws ValidationError (POLYDOC_VALIDATION) for a value to write that cannot be stored exactly.
 * @throws InvalidQueryError (POLYDOC_INVALID_QUERY) for an operand or a question that makes no sense to the engine.
 */
export function planOperation(core: ExecutionCore, operation: CompiledOperation): unknown {
  const request = { engine: core.engine.name, model: operation.model.name, operation: operation.kind };
  for (const requirement of requirementsOf(operation)) {
    requireCapability(core.capabilities, requirement.capability, request);
  }
  try {
    return core.engine.compiler.compile(operation);
  } catch (problem) {
    throw problem instanceof ValueProblem ? valueError(problem, operation, request) : problem;
  }
}

function valueError(
  problem: ValueProblem,
  operation: CompiledOperation,
  request: { readonly engine: string; readonly model: string; readonly operation: string },
): ValidationError | InvalidQueryError {
  const path = problem.path.join('.');
  const context = { ...request, cause: problem };
  if (writtenProperties(operation).has(problem.path[0] ?? '')) {
    return new ValidationError([{ path, constraint: problem.constraint, message: problem.message }], context);
  }
  return new InvalidQueryError(`${request.model}.${path}: ${problem.message}.`, { ...context, path });
}

/** Fields whose values are written, so that a problem with one of them is not one of the filter. */
function writtenProperties(operation: CompiledOperation): ReadonlySet<string> {
  switch (operation.kind) {
    case 'insert':
      return new Set(operation.fields.map((field) => field.property));
    case 'update':
      return new Set(operation.assignments.map((assignment) => assignment.path.field?.property ?? ''));
    case 'increment':
      return new Set(operation.deltas.map((delta) => delta.field.property));
    default:
      return new Set();
  }
}
