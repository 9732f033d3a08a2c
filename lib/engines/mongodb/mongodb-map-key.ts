import { Decimal } from '../../types/decimal';
import { Duration } from '../../types/duration';
import type { LogicalType } from '../../types/logical-type';
import { isStructured, structuredKey } from './mongodb-structured-key';

const WHOLE = /^-?\d+$/;

/** The reverse of `mapKeyText`: the key of a map entry from the name of its member; the name itself if it does not fit. */
export function mapKeyReader(type: LogicalType): (name: string) => unknown {
  switch (type.kind) {
    case 'boolean':
      return (name) => (name === 'true' || name === 'false' ? name === 'true' : name);
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'float':
    case 'double':
      return (name) => orName(name, numberOf(withPoint(name)));
    case 'bigint':
    case 'varint':
      return (name) => (WHOLE.test(name) ? BigInt(name) : name);
    case 'decimal':
      return (name) => orName(name, decimalOf(withPoint(name)));
    case 'timestamp':
      return (name) => orName(name, momentOf(withPoint(name)));
    case 'duration':
      return (name) => orName(name, durationOf(withPoint(name)));
    case 'bytes':
      return (name) => (/^(?:[\da-f]{2})*$/.test(name) ? new Uint8Array(Buffer.from(name, 'hex')) : name);
    case 'inet':
    case 'time':
      return withPoint;
    default:
      return isStructured(type) ? (name) => structuredKey(type, name) : (name) => name;
  }
}

function orName(name: string, value: unknown): unknown {
  return value ?? name;
}

/** Names of members have commas in place of dots, which no text of these types has otherwise. */
function withPoint(name: string): string {
  return name.replaceAll(',', '.');
}

function numberOf(text: string): number | null {
  const number = text === '' ? Number.NaN : Number(text);
  return Number.isNaN(number) ? null : number;
}

function decimalOf(text: string): unknown {
  try {
    return new Decimal(text);
  } catch {
    return null;
  }
}

function durationOf(text: string): unknown {
  try {
    return Duration.parse(text);
  } catch {
    return null;
  }
}

function momentOf(text: string): unknown {
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) ? null : moment;
}
