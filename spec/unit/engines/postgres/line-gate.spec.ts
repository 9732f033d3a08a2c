import { LineGate } from '../../../../lib/engines/postgres/line-gate';

describe('LineGate', () => {
  it('hands the line on in the order of arrival', async () => {
    const gate = new LineGate<{ readonly name: string }>();
    const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }] as const;
    const order: string[] = [];
    await gate.enter(a);
    const entered = [b, c].map((each) => gate.enter(each).then(() => order.push(each.name)));
    expect(gate.holder).toBe(a);
    gate.leave(b);
    expect(gate.holder).toBe(a);
    gate.leave(a);
    expect(gate.holder).toBe(b);
    gate.leave(b);
    await Promise.all(entered);
    expect(order).toEqual(['b', 'c']);
    gate.leave(c);
    expect(gate.holder).toBeNull();
  });
});
