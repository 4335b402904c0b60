import { createHash } from 'node:crypto';
import type { SearchClient } from './client.ts';
import { ask, isNotReady } from './request.ts';

/**
 * The table of domain/change/precedence.ts, run by OpenSearch atomically per document. `d` is the new document with its marks in
 * `d._sync` (p position, at, t time of a read, del), `m` the margin, `r` the marks that a repair replaces; `s` are the
 * stored marks.
 */
const SOURCE = `
def d = params.d;
def n = d._sync;
def r = params.r;
def s = ctx._source._sync;
if (s != null && (r == null || s.p != r.p || s.at != r.at || s.t != r.t)) {
  if (n.t == null) {
    if (s.p != null && s.p.compareTo(n.p) >= 0) { ctx.op = 'none'; return; }
    if (s.t != null && n.at < s.t - params.m) { s.p = n.p; return; }
  } else {
    if (s.t != null ? s.t >= n.t : s.at != null && s.at >= n.t - params.m) { ctx.op = 'none'; return; }
    if (s.p != null) { n.p = s.p; }
  }
}
ctx._source = d;
`;

/** Contains a hash of the source: a new version stands beside the old one, and writers of both go on. */
export const APPLY_SCRIPT_ID = `headwater-apply-${createHash('sha256').update(SOURCE).digest('hex').slice(0, 8)}`;

/** Idempotent. */
export async function putApplyScript(client: SearchClient): Promise<void> {
  const script = { lang: 'painless', source: SOURCE };
  await ask(client, { method: 'PUT', path: `/_scripts/${APPLY_SCRIPT_ID}`, body: { script } });
}

/** Whether it is stored, and as it is meant. */
export async function isStoredApplyScript(client: SearchClient): Promise<boolean> {
  try {
    const path = `/_scripts/${APPLY_SCRIPT_ID}`;
    const { script } = await ask<{ readonly script?: { readonly source?: string } }>(client, { method: 'GET', path });
    return script?.source === SOURCE;
  } catch (error) {
    if (isNotReady(error)) return false;
    throw error;
  }
}
