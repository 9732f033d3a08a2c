import { IsOptional, Min, ValidateNested } from 'class-validator';
import { Embeddable, Embedded, Entity, Field, PrimaryKey } from '../../../lib/decorators';
import { Document } from '../../../lib/model/document';

@Embeddable()
class Line {
  @Field({ type: 'int' }) @Min(1) count!: number;
  @Embedded(() => Line) inner?: Line | null;
}

@Entity()
class Order extends Document {
  @PrimaryKey({ type: 'uuid', generated: true }) id!: string;
  @Embedded(() => Line) plain?: Line | null;
  @Embedded(() => Line) @IsOptional() @ValidateNested() nested?: Line | null;
  @Embedded(() => [Line]) lines: Line[] = [];
  @Embedded(
    () => Map,
    () => Line,
    { nullable: true },
  )
  named?: Map<string, Line> | null;
}

function line(count: number, inner?: Line): Line {
  return Object.assign(new Line(), { count, ...(inner === undefined ? {} : { inner }) });
}

describe('rules of embedded values', () => {
  it('hold with and without @ValidateNested, once each, at every depth', async () => {
    const order = Order.build({});
    order.plain = line(1, line(0));
    order.nested = line(0, line(0));
    order.lines = [line(1), line(0)];
    order.named = new Map([['k', line(0)]]);
    await expect(order.validate()).rejects.toMatchObject({
      problems: ['nested.count', 'plain.inner.count', 'nested.inner.count', 'lines.1.count', 'named.k.count'].map(
        (path) => ({
          path,
          constraint: 'min',
          message: 'count must not be less than 1',
        }),
      ),
    });
  });

  it('are content when all is well', async () => {
    const order = Order.build({ lines: [line(1)], nested: line(1), plain: line(2, line(3)) });
    await expect(order.validate()).resolves.toBeUndefined();
  });
});
