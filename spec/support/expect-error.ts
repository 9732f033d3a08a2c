import type { PolydocError } from '../../lib/errors';

/** A class of errors, abstract ones included. */
type ErrorClass<E extends PolydocError> = abstract new (...args: never[]) => E;

/** Own members that the error must have; compared like `toEqual`, other members do not matter. */
type ExpectedMembers<E extends PolydocError> = { readonly [K in keyof E]?: unknown };

async function reasonOf(action: Promise<unknown> | (() => unknown)): Promise<unknown> {
  try {
    await (typeof action === 'function' ? action() : action);
  } catch (reason) {
    return reason;
  }
  throw new Error('Nothing was thrown.');
}

/**
 * Proves that the promise rejects, or the function throws, with an error of exactly this class that has these members
 * (`code`, `fields`, `keys`, ...). Members may hold jest's asymmetric matchers.
 * @returns the error, for further looks at it.
 */
export async function expectError<E extends PolydocError>(
  action: Promise<unknown> | (() => unknown),
  errorClass: ErrorClass<E>,
  members: ExpectedMembers<E> = {},
): Promise<E> {
  const reason = await reasonOf(action);
  if (!(reason instanceof errorClass)) {
    throw new Error(`Expected ${errorClass.name}, and got this instead:`, { cause: reason });
  }
  expect(reason.name).toBe(errorClass.name);
  expect(reason.code).toMatch(/^POLYDOC_[A-Z_]+$/);
  for (const [member, expected] of Object.entries(members)) {
    const actual: unknown = Reflect.get(reason, member);
    expect({ [member]: actual }).toEqual({ [member]: expected });
  }
  return reason;
}
