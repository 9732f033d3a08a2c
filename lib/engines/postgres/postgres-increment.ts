import type { IncrementOperation } from '../../query/operation';
import { quoteName } from './postgres-column';
import { ROW } from './postgres-conflict';
import { encodeField, insertInto } from './postgres-insert';
import { tableScope } from './postgres-path';
import type { PostgresStatement } from './postgres-statement';
import { returningSql } from './postgres-update';
import { SqlWriter } from './sql-writer';

/** Deltas added to a counter row, which is made if it is missing; one statement, so that none is lost. */
export function compileIncrement(operation: IncrementOperation): PostgresStatement {
  const { model, key, deltas } = operation;
  const writer = new SqlWriter();
  const keys = model.key.fields.map((field, index) => writer.bind(encodeField(field, key[index])));
  const amounts = deltas.map(({ field, by }) => writer.bind(encodeField(field, by)));
  const columns = [...model.key.fields, ...deltas.map(({ field }) => field)].map((field) => quoteName(field.column));
  const names = model.key.fields.map((field) => quoteName(field.column));
  const sums = deltas.map(({ field }) => {
    const column = quoteName(field.column);
    return `${column} = COALESCE(${ROW}.${column}, 0) + EXCLUDED.${column}`;
  });
  const action = sums.length > 0 ? sums.join(', ') : `${names[0]} = EXCLUDED.${names[0]}`;
  const text = [
    `${insertInto(model)} (${columns.join(', ')}) VALUES (${[...keys, ...amounts].join(', ')})`,
    ` ON CONFLICT (${names.join(', ')}) DO UPDATE SET ${action}`,
    returningSql(operation.returning, tableScope(writer, `${ROW}.`)),
  ];
  return { text: text.join(''), values: writer.values };
}
