/**
 * Brings a value into canonical form: the same object when it already is in that form.
 * Errors: a `ValueProblem`, with the path to the part in question.
 */
export type ValueParser = (value: unknown) => unknown;
