import type { ValidationProblem } from '../../errors/value-errors';
import { propertyOf } from '../../internal/property-of';
import type { ModelMetadata } from '../../metadata/model-metadata';
import { storedProperties } from './stored-property';

/** Stands for the field where the server does not say which it was. */
export const SOME_FIELD = '(a field)';

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

interface Finding {
  readonly stored: string;
  readonly constraint: string;
}

function below(prefix: string, name: unknown): string {
  return prefix === '' ? String(name) : `${prefix}.${String(name)}`;
}

/** What one violated rule of a `$jsonSchema` says, down to the properties that it is about. */
function findingsOf(rule: unknown, prefix: string): readonly Finding[] {
  const constraint = String(propertyOf(rule, 'operatorName') ?? 'validator');
  const missing = listOf(propertyOf(rule, 'missingProperties'));
  const unfit = listOf(propertyOf(rule, 'propertiesNotSatisfied'));
  const extra = listOf(propertyOf(rule, 'additionalProperties'));
  const inside = listOf(propertyOf(rule, 'details'));
  const found = [
    ...[...missing, ...extra].map((name) => ({ stored: below(prefix, name), constraint })),
    ...unfit.flatMap((property) => {
      const path = below(prefix, propertyOf(property, 'propertyName'));
      return listOf(propertyOf(property, 'details')).flatMap((detail) => findingsOf(detail, path));
    }),
    ...inside.flatMap((detail) => findingsOf(detail, prefix)),
  ];
  return found.length > 0 ? found : [{ stored: prefix, constraint }];
}

/**
 * What a collection's validator found, in words without values; one problem at least.
 * https://www.mongodb.com/docs/manual/core/schema-validation/handle-invalid-documents/
 */
export function validatorProblems(model: ModelMetadata | null, errInfo: unknown): readonly ValidationProblem[] {
  const rules = listOf(propertyOf(propertyOf(errInfo, 'details'), 'schemaRulesNotSatisfied'));
  const found = rules.flatMap((rule) => findingsOf(rule, ''));
  const findings = found.length > 0 ? found : [{ stored: '', constraint: 'validator' }];
  return findings.map(({ stored, constraint }) => {
    const path = stored === '' || model === null ? stored || SOME_FIELD : storedProperties(model, stored).join(', ');
    const message = constraint === 'required' ? 'must have a value' : "is refused by the collection's validator";
    return { path, constraint, message };
  });
}
