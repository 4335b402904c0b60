import type { Change } from '../domain/change.ts';
import { CLAIM_PREFIX, type DeliveredChange } from '../domain/claim.ts';
import { packedChange, parseDetailType, type ChangeEventDetail, type DeliveredEvent } from '../domain/event.ts';
import type { JsonObject } from '../domain/json.ts';
import { KEY_BYTES } from '../domain/keys.ts';
import { isInstantText } from '../domain/moment.ts';

/** An event as delivered, with its changes read; or why it is none of ours. */
export type ReadEvent =
  | { readonly status: 'event'; readonly event: DeliveredEvent; readonly changes: readonly DeliveredChange[] }
  | { readonly status: 'malformed'; readonly problem: string };

/** Reads a queue message's body. What stands on a bus is untrusted: every part that is relied on is checked. */
export function readEvent(body: string): ReadEvent {
  const event = parse(body);
  if (!isObject(event) || !isObject(event.detail)) return malformed('it is no EventBridge event with a detail object');
  const type = typeof event['detail-type'] === 'string' ? parseDetailType(event['detail-type']) : undefined;
  if (!type) return malformed('its detail-type is not <entity>.<operation>');
  const { changes, schema } = event.detail;
  if (!Array.isArray(changes) || typeof schema !== 'string')
    return malformed('its detail has no schema or no list of changes');
  for (const [index, change] of changes.entries()) {
    const problem = problemOf(change, type.operation);
    if (problem) return malformed(`change ${index}: ${problem}`);
  }
  const detail = event.detail as unknown as ChangeEventDetail;
  const read = detail.changes.map((change) => ({ ...change, ...type }) as DeliveredChange);
  return { status: 'event', event: event as unknown as DeliveredEvent, changes: read };
}

/** The event that carries just one of its changes: what a dead letter holds, and what can be sent to the queue again. */
export function eventOfOne(event: DeliveredEvent, change: DeliveredChange): JsonObject {
  return { ...event, detail: { ...event.detail, changes: [packedChange(change)] } } as unknown as JsonObject;
}

const POSITION = /^[\w:.-]{1,64}\/\d{40}$/;

/** @returns what a change lacks, apart from its entity and operation */
export function problemOf(change: unknown, operation: Change['operation']): string | undefined {
  if (!isObject(change)) return 'it is no object';
  if (typeof change.id !== 'string' || change.id === '') return 'it has no id';
  if (typeof change.key !== 'string' || change.key === '' || Buffer.byteLength(change.key) > KEY_BYTES) {
    return `its key is not text of 1 to ${KEY_BYTES} bytes`;
  }
  if (typeof change.at !== 'string' || !isInstantText(change.at)) return 'its time "at" is not RFC 3339';
  const read = operation === 'snapshot' || operation === 'absent';
  const position = read ? change.contains : change.position;
  if (!(read && position === undefined) && !(typeof position === 'string' && POSITION.test(position))) {
    return 'its position is not <generation>/<40 digits>';
  }
  if (read && change.replaces !== undefined && !isObject(change.replaces)) return 'its "replaces" is no object';
  if (change.claim !== undefined) return claimProblem(change.claim);
  if (operation === 'absent') return undefined;
  if (operation !== 'deleted' && !isObject(change.after)) return 'it has no row "after"';
  if ((operation === 'deleted' || operation === 'updated') && !isObject(change.before)) return 'it has no row "before"';
  return operation === 'updated' && !Array.isArray(change.changed) ? 'it does not say which fields changed' : undefined;
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

function malformed(problem: string): ReadEvent {
  return { status: 'malformed', problem };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
