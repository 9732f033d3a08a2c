import type { AnyClass } from '../internal/any-class';
import type { EntityOptions } from './entity-options';
import type { FieldRole } from './field-metadata';
import type { ClusteringKeyOptions } from './field-options';
import type { HookEvent } from './hook-metadata';
import type { IndexPart } from './index-metadata';
import type { ClassIndexOptions } from './index-options';
import type { ViewStatement } from './view-options';

/** Target of `@Embedded`: a class, a list of one, or `Map` with the class of its values. */
export interface EmbeddedTarget {
  readonly target: () => unknown;
  readonly value: (() => AnyClass) | null;
}

/** All that decorators may state about one field. */
export interface FieldStatement extends ClusteringKeyOptions {
  readonly embedded?: EmbeddedTarget | undefined;
  readonly dimensions?: number | undefined;
}

/** What one decorator said about a field. */
export interface FieldNote {
  /** As the user writes it, for messages: `@Field`. */
  readonly decorator: string;
  readonly role: FieldRole;
  readonly statement: FieldStatement;
}

/** What the decorators of one class said about a field. */
export interface FieldDraft {
  readonly property: string;
  /** Constructor that the compiler emitted for the property's type; undefined when it emitted none. */
  readonly designType: unknown;
  readonly notes: readonly FieldNote[];
  /** Marks of driver-only decorators. */
  readonly driverOnly: readonly string[];
}

/** An index as declared. */
export interface IndexDraft {
  readonly parts: readonly IndexPart[];
  readonly options: ClassIndexOptions;
}

/** A mistake that shows at decoration already; `property` is null when it is the class's. */
export interface DraftProblem {
  readonly property: string | null;
  readonly message: string;
}

/** What the decorators of one class recorded, before anything is checked. Decorators fill it while the class is made. */
export interface ClassDraft {
  readonly fields: Map<string, FieldDraft>;
  readonly classIndexes: IndexDraft[];
  readonly propertyIndexes: Map<string, IndexDraft[]>;
  readonly hooks: Map<HookEvent, Set<string>>;
  entity: EntityOptions | null;
  view: ViewStatement | null;
  embeddable: { readonly name?: string | undefined } | null;
  readonly problems: DraftProblem[];
  /** Decorated classes below this one, in order of declaration; kept only by decorated classes. */
  readonly subclasses: Set<AnyClass>;
}
