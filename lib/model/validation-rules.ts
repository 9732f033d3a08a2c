import type * as ClassValidator from 'class-validator';
import type { ValidationProblem } from '../errors/value-errors';
import type { AnyClass } from '../internal/any-class';
import { type CompiledCheck, compileCheck, type NestedRules } from './compile-check';
import { embeddedValuesIn, embeddingFieldsOf } from './embedded-values';
import { problemsOfErrors } from './validation-problems';

/** The rules of a class and of the embedded values in it, ready to be held against instances. */
export interface RuleSet extends NestedRules {
  /** Every violated rule, with class-validator's own constraint names and messages; empty when all hold. */
  check(instance: object, groups: readonly string[] | undefined): Promise<ProblemList> | ProblemList;
}

type ProblemList = readonly ValidationProblem[];

const ruleSets = new WeakMap<AnyClass, RuleSet | null>();

/** Rules of a class; null when there can be none, found out without loading class-validator. */
export function rulesOf(owner: AnyClass): RuleSet | null {
  const known = ruleSets.get(owner);
  if (known !== undefined) return known;
  const rules = isClassValidatorLoaded() ? new CompiledRules(owner) : null;
  ruleSets.set(owner, rules);
  return rules;
}

/** class-validator keeps its rules in one global store that exists once it is loaded; loading it takes 100 ms. */
function isClassValidatorLoaded(): boolean {
  return 'classValidatorMetadataStorage' in globalThis;
}

/** The class that a value says it is of. */
function classOfValue(value: object): AnyClass {
  const ownClass: unknown = value.constructor;
  return typeof ownClass === 'function' ? (ownClass as AnyClass) : Object;
}

const NO_PROBLEMS: ProblemList = Object.freeze([]);

/**
 * A compiled check answers the usual question, whether all is well, in a fraction of a microsecond. Only when it is
 * not, or when a rule is asynchronous, class-validator itself is asked; so its results are its own to the letter.
 */
class CompiledRules implements RuleSet {
  readonly #class: AnyClass;
  readonly #validator: typeof ClassValidator = require('class-validator');
  readonly #checks = new Map<string, CompiledCheck>();

  constructor(owner: AnyClass) {
    this.#class = owner;
  }

  check(instance: object, groups: readonly string[] | undefined): Promise<ProblemList> | ProblemList {
    return this.isValid(instance, groups) ? NO_PROBLEMS : this.#askClassValidator(instance, groups);
  }

  hasRules(groups: readonly string[] | undefined): boolean {
    return this.#checkFor(groups).hasRules;
  }

  isValid(instance: object, groups: readonly string[] | undefined): boolean {
    return this.#checkFor(groups).isValid(instance);
  }

  #checkFor(groups: readonly string[] | undefined): CompiledCheck {
    const name = groups === undefined ? '' : JSON.stringify(groups);
    const known = this.#checks.get(name);
    if (known !== undefined) return known;
    const check = compileCheck({
      owner: this.#class,
      storage: this.#validator.getMetadataStorage(),
      groups,
      rulesOfValue: (value) => rulesOf(classOfValue(value)),
    });
    this.#checks.set(name, check);
    return check;
  }

  async #askClassValidator(instance: object, groups: readonly string[] | undefined): Promise<ProblemList> {
    const options = groups === undefined ? {} : { groups: [...groups] };
    const errors = this.#checkFor(groups).hasRules ? await this.#validator.validate(instance, options) : [];
    const problems = problemsOfErrors(errors);
    const nested = await this.#embeddedProblems(instance, groups);
    const isNew = (found: ValidationProblem): boolean =>
      !problems.some((problem) => problem.path === found.path && problem.constraint === found.constraint);
    return [...problems, ...nested.filter(isNew)];
  }

  /** Problems of embedded values, whether or not `@ValidateNested` stands beside them. */
  async #embeddedProblems(instance: object, groups: readonly string[] | undefined): Promise<ValidationProblem[]> {
    const problems: ValidationProblem[] = [];
    for (const field of embeddingFieldsOf(this.#class)) {
      for (const { path, value } of embeddedValuesIn(instance, field)) {
        const found = (await rulesOf(classOfValue(value))?.check(value, groups)) ?? NO_PROBLEMS;
        problems.push(...found.map((problem) => ({ ...problem, path: `${path}.${problem.path}` })));
      }
    }
    return problems;
  }
}
