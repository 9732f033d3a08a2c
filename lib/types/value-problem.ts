/**
 * A value that does not fit its type or cannot be stored exactly. Thrown by parsers and codecs; the layer that knows
 * whether it was a value to write or an operand of a filter turns it into `ValidationError` or `InvalidQueryError`.
 */
export class ValueProblem extends Error {
  /** Steps from the value that was given to the part in question, outermost first. */
  readonly path: readonly string[];
  /** Short machine-readable reason: `type`, `range`, `precision`, `text`, ... */
  readonly constraint: string;

  constructor(constraint: string, message: string, path: readonly string[] = []) {
    super(message);
    this.name = 'ValueProblem';
    this.constraint = constraint;
    this.path = path;
  }

  /** The same problem seen from one level further out. */
  within(step: string): ValueProblem {
    return new ValueProblem(this.constraint, this.message, [step, ...this.path]);
  }
}
