import type { AnyClass } from '../internal/any-class';
import { MODEL_KIND } from './model-kind';
import type { ModelKind } from './model-metadata';

/** What a class describes, by the base class it extends; null when it extends none of the document classes. */
export function kindOf(owner: AnyClass): ModelKind | null {
  const kind: unknown = Reflect.get(owner, MODEL_KIND);
  return kind === 'document' || kind === 'counter' || kind === 'view' ? kind : null;
}
