import DecimalJs from 'decimal.js';
import { Decimal } from '../../../lib/types/decimal';

describe('Decimal', () => {
  it('keeps every digit at construction, beyond the precision of arithmetic too', () => {
    const digits = `${'1234567890'.repeat(300)}.${'0987654321'.repeat(300)}5`;
    expect(new Decimal(digits).toString()).toBe(digits);
  });

  it('writes plain digits', () => {
    expect(new Decimal('1e-12').toString()).toBe('0.000000000001');
    expect(new Decimal('1e40').toString()).toBe(`1${'0'.repeat(40)}`);
    expect(JSON.stringify(new Decimal('1e25'))).toBe(`"1${'0'.repeat(25)}"`);
  });

  it('adds exactly where decimal.js would round by default', () => {
    const sum = new Decimal('1e30').plus('1e-30');
    expect(sum.toString()).toBe(`1${'0'.repeat(30)}.${'0'.repeat(29)}1`);
  });

  it('ends a quotient without an end', () => {
    expect(new Decimal(1).div(3).precision()).toBe(1_000);
  });

  it('is apart from the class that the application may configure', () => {
    expect(Decimal).not.toBe(DecimalJs);
    expect(DecimalJs.precision).toBe(20);
  });
});
