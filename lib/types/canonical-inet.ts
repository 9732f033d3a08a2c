import type * as Net from 'node:net';

let net: typeof Net | null = null;

/** Loaded at the first address: it brings all of Node's streams, which importing the package does not pay for. */
function loadNet(): typeof Net {
  if (net === null) {
    const loaded: typeof Net = require('node:net');
    net = loaded;
  }
  return net;
}

/**
 * Canonical text of an IP address without a mask or a zone: IPv4 as it is, IPv6 in lower case and compressed, as
 * RFC 5952 and PostgreSQL's `inet` write it (`2001:db8::1`, `::ffff:10.0.0.1`). Null when the text is no address.
 */
export function canonicalInet(text: string): string | null {
  const { isIPv4, isIPv6 } = loadNet();
  if (isIPv4(text)) return text;
  if (!isIPv6(text) || text.includes('%')) return null;
  return compress(inetGroups(text));
}

/** The eight 16-bit groups of a valid IPv6 address. */
function inetGroups(text: string): number[] {
  const [head = '', tail] = withoutDots(text).split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
}

function withoutDots(text: string): string {
  const match = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  if (match === null) return text;
  const [, lead = '', a, b, c, d] = match;
  const high = Number(a) * 256 + Number(b);
  const low = Number(c) * 256 + Number(d);
  return `${lead}${high.toString(16)}:${low.toString(16)}`;
}

function compress(groups: readonly number[]): string {
  const run = longestZeroRun(groups);
  const dotted = embeddedIpv4(groups, run);
  if (dotted !== null) return dotted;
  const texts = groups.map((group) => group.toString(16));
  if (run.length < 2) return texts.join(':');
  return `${texts.slice(0, run.start).join(':')}::${texts.slice(run.start + run.length).join(':')}`;
}

interface ZeroRun {
  readonly start: number;
  readonly length: number;
}

function longestZeroRun(groups: readonly number[]): ZeroRun {
  let best: ZeroRun = { start: 0, length: 0 };
  let start = 0;
  groups.forEach((group, index) => {
    if (group !== 0) start = index + 1;
    else if (index - start + 1 > best.length) best = { start, length: index - start + 1 };
  });
  return best;
}

/** IPv4-mapped and IPv4-compatible addresses end in dots, by the rule of inet_ntop in PostgreSQL. */
function embeddedIpv4(groups: readonly number[], run: ZeroRun): string | null {
  if (run.start !== 0) return null;
  const isMapped = run.length === 5 && groups[5] === 0xffff;
  if (!isMapped && run.length !== 6) return null;
  const dots = groups
    .slice(6)
    .flatMap((group) => [group >> 8, group & 255])
    .join('.');
  return isMapped ? `::ffff:${dots}` : `::${dots}`;
}
