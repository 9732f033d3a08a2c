import type { Capability } from './capability';

/** How an engine has an ability. */
export type Support =
  | { readonly level: 'native'; readonly note?: string }
  | { readonly level: 'emulated'; readonly cost: string }
  | { readonly level: 'none'; readonly reason: string; readonly instead: string };

/** One engine's answer to every capability. */
export type CapabilityTable = Readonly<Record<Capability, Support>>;

/** The engine has it; `note` says what is special about it. */
export function native(note?: string): Support {
  return Object.freeze(note === undefined ? { level: 'native' } : { level: 'native', note });
}

/** The engine does not have it, polydoc does it there; `cost` says at what price. */
export function emulated(cost: string): Support {
  return Object.freeze({ level: 'emulated', cost });
}

/** The engine cannot; `reason` says why and `instead` what to use. Both are whole sentences. */
export function none(reason: string, instead: string): Support {
  return Object.freeze({ level: 'none', reason, instead });
}
