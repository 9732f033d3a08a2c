import type { AnyClass } from '../internal/any-class';

/** What a `MaterializedView` is made of. `where`, `aggregate` are as the user wrote them. */
export interface ViewMetadata {
  readonly source: () => AnyClass;
  readonly where: unknown;
  readonly columns: readonly string[] | null;
  readonly partition: readonly string[];
  readonly clustering: readonly string[];
  readonly orderBy: unknown;
  readonly aggregate: unknown;
}
