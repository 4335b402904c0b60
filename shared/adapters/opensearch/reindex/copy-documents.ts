import { setTimeout as pause } from 'node:timers/promises';
import type { Change } from '../../../domain/change/change.ts';
import { HeadwaterError } from '../../../domain/errors.ts';
import type { Outcome } from '../../../domain/delivery/outcome.ts';
import type { Reason } from '../../../domain/delivery/reason.ts';
import { bulksOf, type Operation } from '../bulk-body.ts';
import { sendBulk } from '../bulk-request.ts';
import type { SearchClient } from '../client.ts';
import { storedDocument, type SourceDocument } from '../document-pages.ts';
import { ownAlias } from '../../../dialects/opensearch/names.ts';
import { MERGE_SCRIPT_ID } from './merge-script.ts';

/** A document that the index will never take. */
export interface Refused {
  readonly key: string;
  readonly reason: Reason;
}

export interface CopyTarget {
  readonly client: SearchClient;
  readonly entity: string;
  /** The physical index to write to. */
  readonly index: string;
  readonly marginMs: number;
}

/** Pauses before what the server could not take just now is sent again: about two minutes of patience. */
const PAUSES_MS = [200, 1_000, 5_000, 15_000, 30_000, 60_000];

/**
 * Writes documents with their marks into an index that has others already: what is missing is created (a third faster than
 * a script), everything else is merged.
 *
 * @returns those that the index refuses. @throws HeadwaterError when the server does not take them for minutes
 */
export async function copyDocuments(
  target: CopyTarget,
  documents: readonly SourceDocument[],
): Promise<readonly Refused[]> {
  const refused: Refused[] = [];
  let open = await send(target, documents, createLines, refused);
  for (const patience of [0, ...PAUSES_MS]) {
    if (open.length === 0) return refused;
    await pause(patience);
    open = await send(
      target,
      open.map(({ document }) => document),
      mergeLines,
      refused,
    );
  }
  const [first] = open;
  if (!first) return refused;
  throw new HeadwaterError(first.reason.code, `${open.length} documents could not be copied: ${first.reason.message}`);
}

interface Open {
  readonly document: SourceDocument;
  readonly reason: Reason;
}

/** @returns those that are to be sent again, after a conflict or a failure that passes */
async function send(
  { client, entity, index, marginMs }: CopyTarget,
  documents: readonly SourceDocument[],
  linesOf: (alias: string, document: SourceDocument, marginMs: number) => string,
  refused: Refused[],
): Promise<readonly Open[]> {
  const alias = ownAlias(index);
  const operations = documents.map((document, at): Operation => ({
    index: at,
    live: true,
    lines: linesOf(alias, document, marginMs),
  }));
  const named = documents.map((document) => namesake(entity, document));
  const outcomes: Outcome[] = [];
  for (const bulk of bulksOf(operations)) outcomes.push(...(await sendBulk(client, bulk, named)));
  return documents.flatMap((document, at) => {
    const outcome = outcomes[at];
    if (outcome?.status === 'rejected') refused.push({ key: document._id, reason: outcome.reason });
    return outcome?.status === 'retry' ? [{ document, reason: outcome.reason }] : [];
  });
}

function createLines(alias: string, { _id, _source }: SourceDocument): string {
  const action = { create: { _index: alias, _id } };
  return `${JSON.stringify(action)}\n${JSON.stringify(_source)}\n`;
}

function mergeLines(alias: string, { _id, _source }: SourceDocument, marginMs: number): string {
  const action = { update: { _index: alias, _id, retry_on_conflict: 5 } };
  const script = { id: MERGE_SCRIPT_ID, params: { m: marginMs, d: _source } };
  return `${JSON.stringify(action)}\n${JSON.stringify({ scripted_upsert: true, upsert: {}, script })}\n`;
}

/** What a refusal is named by: key and fields of the document. */
function namesake(entity: string, document: SourceDocument): Change {
  const { key, row } = storedDocument(document);
  return { entity, operation: 'snapshot', key, id: '', at: '', after: row };
}
