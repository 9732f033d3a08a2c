import type { Predicate } from '../../query/predicate';
import { elementType } from './postgres-collection-predicate';
import { isJsonPath, type PathScope, pathSql, rootPlace } from './postgres-path';

type Quantifier = Extract<Predicate, { readonly kind: 'quantifier' }>;

/**
 * A condition on the elements of a collection, or on the values of a map. `elementSql` makes the condition of one
 * element in the scope it is given. No elements: `all` and `none` hold.
 */
export function quantifierSql(
  { quantifier, path, element }: Quantifier,
  scope: PathScope,
  elementSql: (element: Predicate, scope: PathScope) => string,
): string {
  const value = pathSql(path, scope);
  const isJson = isJsonPath(path, scope);
  const id = scope.writer.nextAlias();
  const name = `"_v${id}"`;
  const inner = { ...scope, element: rootPlace(name, isJson, elementType(path.type)) };
  const condition = elementSql(element, inner);
  const rows = `SELECT 1 FROM ${sourceSql(value, path.type.kind === 'map', isJson)} AS "_e${id}"(${columns(id, path.type.kind === 'map')})`;
  if (quantifier === 'any') return `EXISTS (${rows} WHERE ${condition})`;
  if (quantifier === 'none') return `NOT EXISTS (${rows} WHERE ${condition})`;
  return `NOT EXISTS (${rows} WHERE (${condition}) IS NOT TRUE)`;
}

function sourceSql(value: string, isMap: boolean, isJson: boolean): string {
  if (!isJson) return `unnest(${value})`;
  return isMap ? `jsonb_each(${value})` : `jsonb_array_elements(${value})`;
}

function columns(id: number, isMap: boolean): string {
  return isMap ? `"_k${id}", "_v${id}"` : `"_v${id}"`;
}
