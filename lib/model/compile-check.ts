import type { MetadataStorage } from 'class-validator';
import type { AnyClass } from '../internal/any-class';
import { asRecord } from '../internal/as-record';
import { embeddedValuesIn, embeddingFieldsOf } from './embedded-values';
import { type QuickTest, quickTestOf } from './quick-rules';

type Rule = ReturnType<MetadataStorage['getTargetValidationMetadatas']>[number];
type Constraint = ReturnType<MetadataStorage['getTargetValidatorConstraints']>[number]['instance'];

/** Answers whether everything is well with an instance; never says so when class-validator would not. */
export interface CompiledCheck {
  /** The class itself has rules, not only what is embedded in it. */
  readonly hasRules: boolean;
  isValid(instance: object): boolean;
}

/** What a check is compiled from. */
export interface CheckSource {
  readonly owner: AnyClass;
  readonly storage: MetadataStorage;
  readonly groups: readonly string[] | undefined;
  readonly rulesOfValue: (value: object) => NestedRules | null;
}

/** The rules of another value's class. */
export interface NestedRules {
  hasRules(groups: readonly string[] | undefined): boolean;
  isValid(value: object, groups: readonly string[] | undefined): boolean;
}

/** One rule; `quick` is a cheap yes-answer for most good values where there is one. */
interface Test {
  readonly rule: Rule;
  readonly constraint: Constraint;
  readonly quick: QuickTest | null;
}

/** One property's rules, in class-validator's order of execution. */
interface PropertyCheck {
  readonly property: string;
  readonly conditions: readonly Rule[];
  readonly tests: readonly Test[];
  /** `@ValidateNested` or `@ValidatePromise`. */
  readonly isNested: boolean;
}

/** Reads a class's rules once. */
export function compileCheck(source: CheckSource): CompiledCheck {
  const { owner, storage, groups } = source;
  const rules = storage.getTargetValidationMetadatas(
    owner,
    '',
    false,
    false,
    groups === undefined ? groups : [...groups],
  );
  const checks = Object.entries(storage.groupByPropertyName(rules)).map(([property, ofProperty]) =>
    propertyCheck(property, ofProperty, source),
  );
  const embedding = embeddingFieldsOf(owner);
  return {
    hasRules: rules.length > 0,
    isValid: (instance) => {
      for (const check of checks) if (!passes(instance, check, source)) return false;
      for (const field of embedding) {
        for (const { value } of embeddedValuesIn(instance, field)) {
          if (source.rulesOfValue(value)?.isValid(value, groups) === false) return false;
        }
      }
      return true;
    },
  };
}

function propertyCheck(property: string, rules: readonly Rule[], source: CheckSource): PropertyCheck {
  const isTest = (rule: Rule): boolean => rule.type === 'customValidation' || rule.type === 'isDefined';
  return {
    property,
    conditions: rules.filter((rule) => rule.type === 'conditionalValidation'),
    tests: rules
      .filter(isTest)
      .flatMap((rule) =>
        source.storage
          .getTargetValidatorConstraints(rule.constraintCls)
          .map(({ instance }) => ({ rule, constraint: instance, quick: quickTest(rule, instance) })),
      ),
    isNested: rules.some((rule) => rule.type === 'nestedValidation' || rule.type === 'promiseValidation'),
  };
}

function quickTest(rule: Rule, constraint: Constraint): QuickTest | null {
  const { propertyName: property, constraints } = rule;
  const facts = { targetName: '', property, object: {}, value: undefined, constraints };
  return quickTestOf(rule, () => constraint.defaultMessage?.(facts));
}

function passes(instance: object, check: PropertyCheck, source: CheckSource): boolean {
  const value = asRecord(instance)[check.property];
  for (const rule of check.conditions) if (!rule.constraints[0](instance, value)) return true;
  for (const { rule, constraint, quick } of check.tests) {
    if (quick !== null && (rule.each && isCollection(value) ? elementsOf(value).every(quick) : quick(value))) continue;
    if (!holds(instance, value, rule, constraint)) return false;
  }
  return !check.isNested || value === undefined || isNestedValid(value, source);
}

/** A nested value passes only if it is an object with rules of its own, all met: class-validator refuses others. */
function isNestedValid(value: unknown, source: CheckSource): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof Promise) return false;
  if (isCollection(value)) return elementsOf(value).every((element) => isNestedValid(element, source));
  const rules = source.rulesOfValue(value);
  return rules?.hasRules(source.groups) === true && rules.isValid(value, source.groups);
}

function holds(instance: object, value: unknown, rule: Rule, constraint: Constraint): boolean {
  if (rule.validateIf !== undefined && !rule.validateIf(instance, value)) return true;
  const facts = {
    targetName: instance.constructor.name,
    property: rule.propertyName,
    object: instance,
    value,
    constraints: rule.constraints,
  };
  if (!rule.each || !isCollection(value)) return isPlainlyTrue(constraint.validate(value, facts));
  return elementsOf(value).every((element) => isPlainlyTrue(constraint.validate(element, facts)));
}

type Collection = readonly unknown[] | ReadonlySet<unknown> | ReadonlyMap<unknown, unknown>;

function isCollection(value: unknown): value is Collection {
  return Array.isArray(value) || value instanceof Set || value instanceof Map;
}

function elementsOf(value: Collection): readonly unknown[] {
  return Array.isArray(value) ? value : [...value.values()];
}

/** A promise is no plain answer: the rule is asynchronous, and only class-validator waits for it. */
function isPlainlyTrue(answer: unknown): boolean {
  return Boolean(answer) && typeof answer !== 'object';
}
