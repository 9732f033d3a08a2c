import type { AnyClass } from '../internal/any-class';
import { classChain } from './class-chain';
import type { ClassDraft, DraftProblem, FieldDraft, IndexDraft } from './class-draft';
import { existingDraftOf } from './draft-of';
import type { EntityOptions } from './entity-options';
import { HOOK_EVENTS, type HookEvent, type HookMetadata } from './hook-metadata';
import type { ViewStatement } from './view-options';

/** What a class and its bases declared together; nothing is checked yet. */
export interface CollectedDraft {
  /** Base class first; an overridden field stands where its base declared it, as the subclass declares it. */
  readonly fields: readonly FieldDraft[];
  readonly indexes: readonly IndexDraft[];
  readonly hooks: HookMetadata;
  /** Inherited options included; `name`, `abstract` and `discriminator` are the class's own. */
  readonly entity: EntityOptions;
  readonly view: ViewStatement | null;
  readonly problems: readonly DraftProblem[];
}

/** Collects what was recorded along the prototype chain of a class. Nothing is recorded by it. */
export function collectDraft(owner: AnyClass): CollectedDraft {
  const drafts = classChain(owner)
    .map(existingDraftOf)
    .filter((draft): draft is ClassDraft => draft !== null);
  const fields = new Map<string, FieldDraft>();
  for (const draft of drafts) for (const [property, field] of draft.fields) fields.set(property, field);
  return {
    fields: [...fields.values()],
    indexes: collectIndexes(drafts),
    hooks: collectHooks(drafts),
    entity: collectEntity(drafts, existingDraftOf(owner)),
    view: existingDraftOf(owner)?.view ?? null,
    problems: drafts.flatMap((draft) => draft.problems),
  };
}

function collectIndexes(drafts: readonly ClassDraft[]): readonly IndexDraft[] {
  const ofProperties = new Map<string, readonly IndexDraft[]>();
  for (const draft of drafts) {
    // A field that the subclass declares again has the indexes that it states there, and no others.
    for (const property of draft.fields.keys()) if (ofProperties.has(property)) ofProperties.set(property, []);
    for (const [property, indexes] of draft.propertyIndexes) ofProperties.set(property, indexes);
  }
  return [...[...ofProperties.values()].flat(), ...drafts.flatMap((draft) => draft.classIndexes)];
}

function collectHooks(drafts: readonly ClassDraft[]): HookMetadata {
  const names = (event: HookEvent): readonly string[] =>
    Object.freeze([...new Set(drafts.flatMap((draft) => [...(draft.hooks.get(event) ?? [])]))]);
  const entries = HOOK_EVENTS.map((event): [HookEvent, readonly string[]] => [event, names(event)]);
  return Object.freeze(fromEntries(entries));
}

function fromEntries(entries: readonly (readonly [HookEvent, readonly string[]])[]): HookMetadata {
  return Object.fromEntries(entries) as HookMetadata; // HOOK_EVENTS has every member of the union exactly once.
}

function collectEntity(drafts: readonly ClassDraft[], own: ClassDraft | null): EntityOptions {
  let collected: EntityOptions = {};
  for (const { entity } of drafts) {
    if (entity === null) continue;
    const stated = Object.fromEntries(Object.entries(entity).filter(([, value]) => value !== undefined));
    collected = { ...collected, ...stated, options: { ...collected.options, ...entity.options } };
  }
  const { name, abstract, discriminator } = own?.entity ?? {};
  return { ...collected, name, abstract, discriminator };
}
