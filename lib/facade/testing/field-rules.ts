import type * as ClassValidator from 'class-validator';
import type { AnyClass } from '../../internal/any-class';

/** What class-validator says of one property, as far as sample values heed it. */
export class FieldRules {
  /** No rules. */
  static readonly NONE = new FieldRules([], []);
  readonly #own: readonly Rule[];
  readonly #ofElements: readonly Rule[];

  constructor(own: readonly Rule[], ofElements: readonly Rule[]) {
    this.#own = own;
    this.#ofElements = ofElements;
  }

  /** Rules of a property of a class; none when class-validator is not in use. */
  static of(owner: AnyClass, property: string): FieldRules {
    // class-validator keeps its rules in one global store; a program without it is not made to load it.
    if (!('classValidatorMetadataStorage' in globalThis)) return FieldRules.NONE;
    const validator: typeof ClassValidator = require('class-validator');
    const all = validator.getMetadataStorage().getTargetValidationMetadatas(owner, '', false, false);
    const ofProperty = all.filter((rule) => rule.propertyName === property);
    const named = (each: boolean): Rule[] =>
      ofProperty.flatMap(({ name, constraints, each: ofEach }) =>
        name === undefined || ofEach !== each ? [] : [{ name, constraints: constraints ?? [] }],
      );
    return new FieldRules(named(false), named(true));
  }

  /** Rules of the elements of a collection (`{ each: true }`). */
  get ofElements(): FieldRules {
    return new FieldRules(this.#ofElements, []);
  }

  /** Names of the rules. */
  get names(): readonly string[] {
    return this.#own.map((rule) => rule.name);
  }

  has(name: string): boolean {
    return this.#own.some((rule) => rule.name === name);
  }

  /** The rule's parameter at a position, when it is there and a number (the version of `IsUUID` is one in a text). */
  number(name: string, position = 0): number | undefined {
    const found = this.#own.find((rule) => rule.name === name)?.constraints[position];
    const parameter = typeof found === 'string' && /^\d+$/.test(found) ? Number(found) : found;
    return typeof parameter === 'number' ? parameter : undefined;
  }

  /** The values that `IsIn`, `IsEnum` and `Equals` leave; null when any will do. */
  get choices(): readonly unknown[] | null {
    for (const { name, constraints } of this.#own) {
      const listed: unknown = name === 'isEnum' ? constraints[1] : constraints[0];
      if ((name === 'isIn' || name === 'isEnum') && Array.isArray(listed)) return listed;
      if (name === 'equals') return [listed];
    }
    return null;
  }
}

interface Rule {
  readonly name: string;
  readonly constraints: readonly unknown[];
}
