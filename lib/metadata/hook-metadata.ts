/** The moments a hook can be attached to. */
export const HOOK_EVENTS = [
  'beforeValidate',
  'beforeSave',
  'beforeInsert',
  'beforeUpdate',
  'beforeDelete',
  'afterSave',
  'afterInsert',
  'afterUpdate',
  'afterDelete',
  'afterLoad',
  'afterCommit',
  'beforeQuery',
] as const;

/** A moment that a hook can be attached to. */
export type HookEvent = (typeof HOOK_EVENTS)[number];

/** Method names per moment, base class first, in declaration order, each name once. */
export type HookMetadata = Readonly<Record<HookEvent, readonly string[]>>;
