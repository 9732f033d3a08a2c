import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { TimeoutError } from '../../../lib/errors';
import { Deadline } from '../../../lib/execution/deadline';
import { TurnGate } from '../../../lib/execution/turn-gate';

describe('a gate', () => {
  it('lets one in at a time, in the order of arrival, whatever becomes of those who wait', async () => {
    const callers = fc.array(fc.record({ long: fc.boolean(), stepsInside: fc.nat(3), givesUp: fc.boolean() }), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(callers, async (plan) => {
        const gate = new TurnGate(1_000, () => new Error('idle'));
        const entered: number[] = [];
        let inside = 0;
        const visit = async (index: number): Promise<void> => {
          const { long, stepsInside, givesUp } = plan[index] ?? { long: false, stepsInside: 0, givesUp: false };
          const controller = new AbortController();
          const deadline = givesUp ? Deadline.of(null, controller.signal, null) : null;
          if (givesUp) queueMicrotask(() => controller.abort(new Error('gave up')));
          const turn = await gate.enter(long, null, deadline);
          inside += 1;
          expect(inside).toBe(1);
          entered.push(index);
          for (let step = 0; step < stepsInside; step += 1) await Promise.resolve();
          inside -= 1;
          turn.leave();
        };
        const outcomes = await Promise.allSettled(plan.map((_caller, index) => visit(index)));
        expect(entered).toEqual([...entered].sort((left, right) => left - right));
        const patient = plan.flatMap((caller, index) => (caller.givesUp ? [] : [index]));
        expect(entered).toEqual(expect.arrayContaining(patient));
        for (const index of patient) expect(outcomes[index]?.status).toBe('fulfilled');
        expect(gate.tryEnter(false, null)).not.toBeNull();
      }),
    );
  });

  it('refuses who waits while the holder has done nothing for too long, and nobody else', async () => {
    const gate = new TurnGate(30, () => new Error('idle'));
    const holder = await gate.enter(true, null, null);
    const early = gate.enter(false, null, null);
    early.catch(() => undefined);
    await sleep(20);
    const late = gate.enter(false, null, null);
    await expect(early).rejects.toThrow('idle');
    holder.leave();
    (await late).leave();
  });

  it('lets others wait while the holder, or who is inside its turn, works', async () => {
    const gate = new TurnGate(20, () => new Error('idle'));
    const inner = new TurnGate(20, () => new Error('inner'));
    const holder = await gate.enter(true, null, null);
    const nested = await inner.enter(true, holder, null);
    nested.workBegan();
    const waiting = gate.enter(false, null, null);
    await sleep(60);
    nested.workEnded();
    nested.leave();
    holder.leave();
    (await waiting).leave();
  });

  it('is waited for no longer than the deadline says', async () => {
    const gate = new TurnGate(1_000, () => new Error('idle'));
    const holder = await gate.enter(true, null, null);
    await expect(gate.enter(false, null, Deadline.of(10, null, null))).rejects.toBeInstanceOf(TimeoutError);
    holder.leave();
    expect(gate.tryEnter(false, null)).not.toBeNull();
  });
});

describe('a deadline', () => {
  it('is the nearer of two, and hears both signals', async () => {
    const outer = new AbortController();
    const inner = new AbortController();
    const near = Deadline.of(50, outer.signal, null);
    const both = Deadline.of(5_000, inner.signal, near);
    expect(both?.remainingMs).toBeLessThanOrEqual(50);
    expect(both?.isOver).toBe(false);
    outer.abort(new Error('outer'));
    expect(() => both?.check('call')).toThrow('outer');
    await expect(both?.race(sleep(1_000, undefined, { ref: false }), 'call')).rejects.toThrow('outer');
  });

  it('is none where nothing is limited, and refuses what is no time', () => {
    expect(Deadline.of(null, undefined, null)).toBeNull();
    expect(() => Deadline.of(-1, null, null)).toThrow('timeoutMs');
  });
});
