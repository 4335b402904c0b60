/**
 * Changes that are known to be false: their positions are none that the stream gave. The files that hold them stay as they
 * are; a record beside them says which they are, and every reader leaves them out (docs/decisions/200).
 */
import { createHash } from 'node:crypto';
import { HeadwaterError } from '../errors.ts';
import type { Position } from './position.ts';

/** All records lie below it, an object per entity. */
export const VOIDED_PREFIX = 'voided/';

export interface VoidedChange {
  /** The change's own id: with its position it names one change. A forged id may be that of a real one. */
  readonly id: string;
  readonly position: Position;
  readonly key: string;
  /** ISO 8601: what the change says of itself. */
  readonly at: string;
  /** Why it cannot be real. */
  readonly reason: string;
  /** The object that holds it. */
  readonly object: string;
  /** ISO 8601 */
  readonly voidedAt: string;
}

export interface VoidedRecord {
  readonly format: 1;
  readonly entity: string;
  readonly voided: readonly VoidedChange[];
}

export function voidedKey(entity: string): string {
  return `${VOIDED_PREFIX}entity=${entity}/voided.json`;
}

/**
 * @param record undefined where there is none
 * @throws HeadwaterError HW_VOIDED_DAMAGED for what is no such record: to go on without it would let false changes in again
 */
export function readVoided(entity: string, record: unknown): readonly VoidedChange[] {
  if (record === undefined) return [];
  const { format, entity: of, voided } = (record ?? {}) as Partial<VoidedRecord>;
  if (format !== 1 || of !== entity || !Array.isArray(voided) || !voided.every(isVoided)) {
    const message = `${voidedKey(entity)} is no record of voided changes of format 1`;
    throw new HeadwaterError('HW_VOIDED_DAMAGED', message);
  }
  return voided;
}

/** The same of an object's text. */
export function parseVoided(entity: string, text: string | undefined): readonly VoidedChange[] {
  return readVoided(entity, text === undefined ? undefined : jsonIn(text));
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function isVoided(one: unknown): one is VoidedChange {
  const { id, position, key } = (one ?? {}) as Partial<Record<keyof VoidedChange, unknown>>;
  return [id, position, key].every((value) => typeof value === 'string');
}

/** The record with some more changes in it, each once. */
export function withVoided(
  entity: string,
  former: readonly VoidedChange[],
  more: readonly VoidedChange[],
): VoidedRecord {
  const known = new Set(former.map(voidedName));
  return { format: 1, entity, voided: [...former, ...more.filter((one) => !known.has(voidedName(one)))] };
}

/** What stands for a change in SQL, too. */
export function voidedName({ id, position }: Pick<VoidedChange, 'id' | 'position'>): string {
  return `${id} ${position}`;
}

/** The bucket of a key among `2 ** bits`: as `bucketOf` in SQL. */
export function bucketOfKey(key: string, bits: number): number {
  return parseInt(createHash('md5').update(key).digest('hex').slice(0, 4), 16) >> (16 - bits);
}
