import { type Change, Document, Entity, Field, MaterializedView, PrimaryKey } from '../../../lib';

@Entity({ watch: true })
class Order extends Document {
  @PrimaryKey({ type: 'string' }) id!: string;

  @Field({ type: 'int' }) total!: number;
}

export async function watches(signal: AbortSignal): Promise<void> {
  const stream = Order.watch({ total: { $gt: 1 } }, { after: 'x', signal, fetchSize: 10, withDeleted: true });
  await stream.ready;
  const token: string | null = stream.token;
  for await (const change of stream) {
    if (change.type === 'insert') {
      const total: number = change.document.total;
      // @ts-expect-error an insert has no list of changed fields
      change.changed.length;
      await change.document.update({ total: total + 1 });
    }
    if (change.type === 'update') {
      // @ts-expect-error the document of an update may be gone
      change.document.total;
      const names: readonly ('id' | 'total')[] | undefined = change.changed;
      change.document?.total.toFixed(names?.length);
    }
    if (change.type === 'delete') {
      const nothing: undefined = change.document;
      await Order.get(change.key);
      Order.watch({}, { after: change.token ?? token ?? nothing });
    }
    // @ts-expect-error there is no such change
    if (change.type === 'replace') break;
  }
  const { value, done } = await stream.next();
  if (done !== true) keep(value);
  await stream.close();
}

function keep(change: Change<Order>): string {
  return change.token;
}

export function refused(): void {
  // @ts-expect-error no such field
  Order.watch({ price: 1 });
  // @ts-expect-error the operand is of another type
  Order.watch({ total: 'x' });
  // @ts-expect-error a token is text
  Order.watch({}, { after: 1 });
  // @ts-expect-error no such option
  Order.watch({}, { session: null });
}

export abstract class Report extends MaterializedView {}
