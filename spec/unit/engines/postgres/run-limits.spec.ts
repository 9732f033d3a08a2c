import { NO_RUN_OPTIONS } from '../../../../lib/contract/driver';
import { startLimits, waitWithin } from '../../../../lib/engines/postgres/run-limits';
import { TimeoutError } from '../../../../lib/errors/database-errors';

describe('waitWithin', () => {
  it('rejects at the time limit, and hands over what comes after all', async () => {
    let finish = (_value: string): void => undefined;
    const work = new Promise<string>((resolve) => {
      finish = resolve;
    });
    const late: string[] = [];
    const limited = waitWithin(
      () => work,
      { ...NO_RUN_OPTIONS, timeoutMs: 5 },
      (value) => late.push(value),
    );
    await expect(limited).rejects.toThrow(TimeoutError);
    finish('late');
    await work;
    expect(late).toEqual(['late']);
  });

  it("rejects with the signal's reason", async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const limited = waitWithin(() => new Promise(() => undefined), { ...NO_RUN_OPTIONS, signal: controller.signal });
    controller.abort(reason);
    await expect(limited).rejects.toBe(reason);
  });

  it('does not start what is over already', () => {
    const reason = new Error('enough');
    expect(() => startLimits({ ...NO_RUN_OPTIONS, signal: AbortSignal.abort(reason) })).toThrow(reason);
    expect(() => startLimits({ ...NO_RUN_OPTIONS, timeoutMs: 0 })).toThrow(TimeoutError);
  });
});
