import { createHash } from 'node:crypto';
import type { SearchClient } from '../client.ts';
import { ask } from '../request.ts';

/**
 * domain/change/merge.ts, run by OpenSearch atomically per document: `d` is the document to merge in, `n` its marks, `s` the stored
 * ones, `m` the margin.
 */
const SOURCE = `
def d = params.d;
def n = d._sync;
def s = ctx._source._sync;
if (s == null) { ctx._source = d; return; }
boolean higher = n.p != null && (s.p == null || n.p.compareTo(s.p) > 0);
boolean lower = s.p != null && (n.p == null || s.p.compareTo(n.p) > 0);
boolean wins;
if (s.t != null && n.t != null) { wins = n.t > s.t; }
else if (n.t != null) { wins = !(lower && s.at != null && s.at >= n.t - params.m); }
else if (s.t != null) { wins = higher && n.at != null && n.at >= s.t - params.m; }
else { wins = higher; }
if (wins) {
  if (lower) { n.p = s.p; }
  ctx._source = d;
} else if (higher) {
  s.p = n.p;
} else {
  ctx.op = 'none';
}
`;

export const MERGE_SCRIPT_ID = `headwater-merge-${createHash('sha256').update(SOURCE).digest('hex').slice(0, 8)}`;

/** Idempotent. */
export async function putMergeScript(client: SearchClient): Promise<void> {
  const script = { lang: 'painless', source: SOURCE };
  await ask(client, { method: 'PUT', path: `/_scripts/${MERGE_SCRIPT_ID}`, body: { script } });
}
