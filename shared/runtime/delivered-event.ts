import type { DeliveredChange } from '../domain/change/claim.ts';
import { deepJsonText, isDeeperThan } from '../domain/row/deep-json.ts';
import { DEEPEST, isObject, problemOf } from '../domain/change/delivered-shape.ts';
import { packedChange, parseDetailType, type DeliveredEvent } from '../domain/change/event.ts';
import type { JsonObject } from '../domain/row/json.ts';
import { queueSafe } from '../domain/change/pack.ts';

/** An event as delivered, with its changes read; or why it is none of ours. */
export type ReadEvent =
  | {
      readonly status: 'event';
      readonly event: DeliveredEvent;
      readonly changes: readonly DeliveredChange[];
      /** Changes that are none: the others of the event are not touched by them. */
      readonly faults: readonly FaultyChange[];
    }
  | { readonly status: 'malformed'; readonly problem: string };

/** One of an event's changes that cannot be read. */
export interface FaultyChange {
  readonly entity: string;
  readonly problem: string;
  /** JSON text of the event with this change alone. */
  readonly alone: string;
}

/** Reads a queue message's body. What stands on a bus is untrusted: every part that is relied on is checked. */
export function readEvent(body: string): ReadEvent {
  const event = parse(body);
  if (!isObject(event) || !isObject(event['detail']))
    return malformed('it is no EventBridge event with a detail object');
  const type = typeof event['detail-type'] === 'string' ? parseDetailType(event['detail-type']) : undefined;
  if (!type) return malformed('its detail-type is not <entity>.<operation>');
  const { changes, schema } = event['detail'];
  if (!Array.isArray(changes) || typeof schema !== 'string')
    return malformed('its detail has no schema or no list of changes');
  const replay = event['replay-name'];
  if (replay !== undefined && typeof replay !== 'string') return malformed('its replay-name is no text');
  if (isDeeperThan({ ...event, detail: { ...event['detail'], changes: [] } }, DEEPEST))
    return malformed(`it is nested more than ${DEEPEST} deep`);
  const read: DeliveredChange[] = [];
  const faults: FaultyChange[] = [];
  for (const [index, change] of (changes as readonly unknown[]).entries()) {
    const problem = problemOf(change, type.operation);
    if (problem === undefined) read.push({ ...(change as object), ...type } as DeliveredChange);
    else faults.push({ entity: type.entity, problem: `change ${index}: ${problem}`, alone: textOfOne(event, change) });
  }
  return { status: 'event', event: event as unknown as DeliveredEvent, changes: read, faults };
}

/** The event that carries just one of its changes: what a dead letter holds, and what can be sent to the queue again. */
export function eventOfOne(event: DeliveredEvent, change: DeliveredChange): JsonObject {
  return { ...event, detail: { ...event.detail, changes: [packedChange(change)] } } as unknown as JsonObject;
}

/** The same for a change of any shape and depth. */
function textOfOne(event: Readonly<Record<string, unknown>>, change: unknown): string {
  return queueSafe(deepJsonText({ ...event, detail: { ...(event['detail'] as object), changes: [change] } }));
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
