import assert from 'node:assert/strict';

/** Proves that `act` throws or rejects with an error of this class, and gives the error. */
export async function rejection<E extends Error>(
  act: () => unknown,
  errorClass: abstract new (...args: never[]) => E,
): Promise<E> {
  try {
    await act();
  } catch (error) {
    if (error instanceof errorClass) return error;
    throw error;
  }
  return assert.fail(`Nothing was thrown where a ${errorClass.name} is due.`);
}
