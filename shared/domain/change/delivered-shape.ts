/**
 * What a change on a bus must look like. A bus is open to others, and a queue keeps what an older release wrote: every field
 * that is used later is checked here first, so that a store meets no surprise that would take a change's neighbours with it.
 */
import type { Operation } from './change.ts';
import { CLAIM_PREFIX } from './claim.ts';
import { isDeeperThan } from '../row/deep-json.ts';
import { KEY_BYTES } from '../row/keys.ts';
import { isInstantText } from '../time/moment.ts';

/** DynamoDB nests 32 levels (API reference, attribute values); the row and its change stand around them. */
export const DEEPEST = 40;
/** A stream's event id has 32 characters, a read's 22; a mark in every document, it must stay small. */
const ID_LENGTH = 256;
/** A cause is one word. A newer release may know more of them. */
const CAUSE_LENGTH = 64;

const POSITION = /^[\w:.-]{1,64}\/\d{40}$/;

type Unread = Readonly<Record<string, unknown>>;

/** @returns why it is no change that can be read, apart from its entity and operation; undefined when it is one. */
export function problemOf(change: unknown, operation: Operation): string | undefined {
  if (!isObject(change)) return 'it is no object';
  if (isDeeperThan(change, DEEPEST)) return `it is nested more than ${DEEPEST} deep`;
  const read = operation === 'snapshot' || operation === 'absent';
  return (
    identityProblem(change) ??
    (read ? readProblem(change) : streamProblem(change)) ??
    (operation === 'updated' ? changedProblem(change.changed) : undefined) ??
    (change.claim === undefined ? rowsProblem(change, operation) : claimProblem(change.claim))
  );
}

function identityProblem({ id, key, at, cause, beforeRejected }: Unread): string | undefined {
  if (id === undefined || id === '') return 'it has no id';
  if (!isText(id, ID_LENGTH)) return `its id is not text of at most ${ID_LENGTH} characters`;
  if (!isText(key, KEY_BYTES) || Buffer.byteLength(key) > KEY_BYTES) {
    return `its key is not text of 1 to ${KEY_BYTES} bytes`;
  }
  if (typeof at !== 'string' || !isInstantText(at)) return 'its time "at" is not RFC 3339';
  if (cause !== undefined && !isText(cause, CAUSE_LENGTH)) return 'its "cause" is no word';
  return beforeRejected === undefined || typeof beforeRejected === 'boolean'
    ? undefined
    : 'its "beforeRejected" is neither true nor false';
}

function streamProblem({ position }: Unread): string | undefined {
  return isPosition(position) ? undefined : 'its position is not <generation>/<40 digits>';
}

function readProblem({ contains, replaces }: Unread): string | undefined {
  if (contains !== undefined && !isPosition(contains)) return 'its position is not <generation>/<40 digits>';
  if (replaces === undefined) return undefined;
  if (!isObject(replaces)) return 'its "replaces" is no object';
  const { position, at, snapshotAt } = replaces;
  // They repeat what a store holds, which may be damaged: any text or number.
  return [position, at, snapshotAt].every((mark) => mark === undefined || isScalar(mark))
    ? undefined
    : 'its "replaces" holds more than marks';
}

function changedProblem(changed: unknown): string | undefined {
  const fine = Array.isArray(changed) && changed.every((name) => typeof name === 'string');
  return fine ? undefined : 'it does not say which fields changed';
}

function rowsProblem({ after, before }: Unread, operation: Operation): string | undefined {
  if (operation === 'absent') return undefined;
  if (operation !== 'deleted' && !isObject(after)) return 'it has no row "after"';
  const both = operation === 'deleted' || operation === 'updated';
  return both && !isObject(before) ? 'it has no row "before"' : undefined;
}

function claimProblem(claim: unknown): string | undefined {
  const fine =
    isObject(claim) &&
    typeof claim.key === 'string' &&
    claim.key.startsWith(CLAIM_PREFIX) &&
    Number.isSafeInteger(claim.bytes) &&
    typeof claim.sha256 === 'string';
  return fine ? undefined : 'its claim does not say where its rows lie';
}

function isPosition(value: unknown): boolean {
  return typeof value === 'string' && POSITION.test(value);
}

function isText(value: unknown, most: number): value is string {
  return typeof value === 'string' && value !== '' && value.length <= most;
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

export function isObject(value: unknown): value is Unread {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
