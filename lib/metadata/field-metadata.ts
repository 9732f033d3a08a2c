import type { FieldShape } from '../types/logical-type';

/** How a key or another field gets its value at construction. */
export type GeneratedStrategy = 'uuidv7' | 'uuidv4' | 'objectId' | 'timeuuid';

/** What a field is for, beyond holding a value. */
export type FieldRole =
  | 'plain'
  | 'primaryKey'
  | 'clusteringKey'
  | 'counter'
  | 'version'
  | 'createdAt'
  | 'updatedAt'
  | 'deletedAt'
  | 'discriminator';

/** One field of a model, complete and frozen. */
export interface FieldMetadata extends FieldShape {
  /** Position in `ModelMetadata.fields`. */
  readonly index: number;
  readonly role: FieldRole;
  readonly generated: GeneratedStrategy | null;
  /** Makes the default, or null where there is none; called once per document. */
  readonly makeDefault: (() => unknown) | null;
  readonly defaultOnLoad: boolean;
  /** Former stored name, for the schema plan. */
  readonly renamedFrom: string | null;
  /** Text order of the column: a collation name, or null for code point order. */
  readonly collation: string | null;
  /** Only used where the engine has it: what driver-only decorators recorded (`static`, `frozen`). */
  readonly driverOnly: readonly string[];
}
