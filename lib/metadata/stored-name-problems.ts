import type { FieldMetadata } from './field-metadata';

/** Fields whose stored name another field has already, each with a message. */
export function storedNameProblems(fields: readonly FieldMetadata[]): readonly (readonly [string, string])[] {
  const owners = new Map<string, string>();
  const problems: (readonly [string, string])[] = [];
  for (const { property, column } of fields) {
    const owner = owners.get(column);
    if (owner === undefined) owners.set(column, property);
    else problems.push([property, `the stored name '${column}' is that of ${owner} already: write another name`]);
  }
  return problems;
}
