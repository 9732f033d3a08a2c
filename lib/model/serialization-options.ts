/** What of a document is given out, by class-transformer's rules; each option has the meaning it has there. */
export interface SerializationOptions {
  /** Gives fields that are exposed to one of these groups, besides those exposed to all. */
  readonly groups?: readonly string[] | undefined;
  /** Gives fields with `since <= version < until`. */
  readonly version?: number | undefined;
  /** What holds for fields without a decorator of a class without one: `exposeAll` unless stated. */
  readonly strategy?: 'excludeAll' | 'exposeAll' | undefined;
  /** Leaves out names that begin with one of these. */
  readonly excludePrefixes?: readonly string[] | undefined;
  /** True gives the names of fields that have no value, with undefined. Left out unless stated. */
  readonly exposeUnsetFields?: boolean | undefined;
  /** True gives everything, as if there were no `@Expose` and `@Exclude`; `@Transform` and `@Type` still hold. */
  readonly ignoreDecorators?: boolean | undefined;
}
