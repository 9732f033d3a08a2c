import fc from 'fast-check';
import { uuidBytes } from '../../../../lib/engines/mongodb/uuid-bytes';

describe('uuidBytes', () => {
  it('gives the bytes that the digits stand for', () => {
    fc.assert(
      fc.property(fc.uuid(), (text) => {
        expect(uuidBytes(text).toString('hex')).toBe(text.replaceAll('-', ''));
      }),
    );
  });
});
