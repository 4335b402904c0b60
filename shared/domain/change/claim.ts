/** Claim check (Hohpe and Woolf, Enterprise Integration Patterns): rows too large for an event travel by reference. */
import { createHash } from 'node:crypto';
import type { Change, Operation } from './change.ts';
import type { JsonObject, Row } from '../row/json.ts';
import type { Position } from './position.ts';

/** EventBridge, SQS and every emulator carry 256 KB: with the envelope around it, this fits all of them. */
export const DEFAULT_CLAIM_BYTES = 240_000;

/** All rows that travel by reference lie below it. */
export const CLAIM_PREFIX = 'claims/';

/** Where the rows of a change lie. */
export interface Claim {
  readonly key: string;
  readonly bytes: number;
  /** Hex digits of what lies there. */
  readonly sha256: string;
}

/** A change as it travels by reference: without its rows. */
export interface ReferringChange {
  readonly entity: string;
  readonly operation: Operation;
  readonly id: string;
  readonly key: string;
  readonly at: string;
  readonly position?: Position;
  readonly changed?: readonly string[];
  readonly claim: Claim;
}

/** A change as delivered: with its rows, or a reference to them. */
export type DeliveredChange = Change | ReferringChange;

export function isReferring(change: DeliveredChange): change is ReferringChange {
  return 'claim' in change;
}

/** What is stored of a change, and the change that refers to it. The key comes from the content: a retry overwrites. */
export function claimFor(change: Change): { readonly body: string; readonly referring: ReferringChange } {
  const { after, before, ...rest } = change as Change & { readonly after?: Row; readonly before?: Row };
  const body = JSON.stringify({ after, before });
  const sha256 = sha256Of(body);
  const claim = { key: `${CLAIM_PREFIX}${change.entity}/${sha256}.json`, bytes: Buffer.byteLength(body), sha256 };
  return { body, referring: { ...rest, claim } };
}

/** The change with its rows again; or undefined when what lies there is not what it refers to. */
export function redeemed({ claim, ...rest }: ReferringChange, body: string): JsonObject | undefined {
  if (Buffer.byteLength(body) !== claim.bytes || sha256Of(body) !== claim.sha256) return undefined;
  const { after, before } = rowsIn(body) ?? {};
  return { ...rest, ...(after !== undefined && { after }), ...(before !== undefined && { before }) };
}

/** Hash and size hold for what the change refers to, which may be no rows at all. */
function rowsIn(body: string): JsonObject | undefined {
  try {
    const rows: unknown = JSON.parse(body);
    return typeof rows === 'object' && rows !== null ? (rows as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
