import fc from 'fast-check';
import { bindMessage, closeMessage, parseMessage, queryMessage } from '../../../../lib/engines/postgres/pglite-message';
import { readReply } from '../../../../lib/engines/postgres/pglite-reply';

function reply(code: string, body: Buffer): Buffer {
  const header = Buffer.alloc(5);
  header.write(code, 'latin1');
  header.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([header, body]);
}

function dataRow(values: readonly (string | null)[]): Buffer {
  const count = Buffer.alloc(2);
  count.writeUInt16BE(values.length);
  const cells = values.map((value) => {
    const text = Buffer.from(value ?? '');
    const length = Buffer.alloc(4);
    length.writeInt32BE(value === null ? -1 : text.length);
    return Buffer.concat([length, text]);
  });
  return reply('D', Buffer.concat([count, ...cells]));
}

describe('messages', () => {
  it('state their own length', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.string({ unit: 'binary' }))), fc.string(), (values, text) => {
        const name = 'pd_1';
        const messages = [bindMessage(name, values), parseMessage(name, text), closeMessage(name), queryMessage(text)];
        for (const message of messages) expect(message.readInt32BE(1)).toBe(message.length - 1);
      }),
    );
  });
});

describe('readReply', () => {
  it('reads rows back', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.option(fc.string({ unit: 'grapheme' })))), (rows) => {
        const bytes = Buffer.concat([...rows.map(dataRow), reply('C', Buffer.from('SELECT 1\0'))]);
        expect(readReply(bytes).rows).toEqual(rows);
      }),
    );
  });

  it('keeps the last of several statements, and the first error', () => {
    const bytes = Buffer.concat([
      dataRow(['1']),
      reply('C', Buffer.from('SELECT 1\0')),
      reply('C', Buffer.from('UPDATE 4\0')),
      reply('E', Buffer.from('VERROR\0C23505\0Mfirst\0nusers_pkey\0\0')),
      reply('E', Buffer.from('C25P02\0Msecond\0\0')),
      reply('Z', Buffer.from('E')),
    ]);
    const { rows, tag, error, inTransaction } = readReply(bytes);
    expect(rows).toEqual([]);
    expect(tag).toBe('UPDATE 4');
    expect(error).toMatchObject({ message: 'first', code: '23505', constraint: 'users_pkey', severity: 'ERROR' });
    expect(inTransaction).toBe(true);
  });
});
