import type { ReindexState } from '../../shared/adapters/opensearch/reindex/reindex-record.ts';
import { SETTLE_MS, type RunEnd } from '../../shared/adapters/opensearch/reindex/run-reindex.ts';
import type { Verification } from '../../shared/adapters/opensearch/reindex/verify-indices.ts';
import { actionsIn, type ReindexAction, type ReindexPhase } from '../../shared/domain/jobs/reindex.ts';
import type { Standing } from '../../operations/reindex/reindex.ts';
import { count, formatTable, grouped } from './table.ts';

/** Of a list that can be long, what a person reads; --json has all of it. */
const SHOWN = 20;

export function describeStanding({ entity, index, documents, due, reindex }: Standing, action: ReindexAction): string {
  const lines = [`${entity} -> ${index}, ${grouped(documents)} documents with tombstones`];
  if (due.length > 0) lines.push('A reindex is due:', ...due.map((why) => `  ${why}`));
  if (reindex) return [...lines, '', describePhase(reindex), ...waysOn(reindex)].join('\n');
  if (action !== 'run') return [...lines, '', `No reindex is under way: there is nothing to ${action}.`].join('\n');
  if (due.length === 0) lines.push('No reindex is due: the index is as the definition makes it.');
  const seconds = SETTLE_MS / 1_000;
  return [
    ...lines,
    '',
    'It would make a new index beside it, feed both, copy and compare all documents, and move the alias. That takes',
    `twice ${seconds} s until every writer knows, and the copying. Readers notice nothing; the old index is kept and fed.`,
    '',
    `Nothing was done: npx headwater reindex ${entity} --yes`,
  ].join('\n');
}

const STANDS: Readonly<Record<ReindexPhase, string>> = {
  starting: 'the new index is about to be made',
  settling: 'writers feed both indices from now on; some may not know yet',
  backfilling: 'both indices are fed; it waits for a backfill',
  filling: 'the new index is being filled',
  verifying: 'the new index is filled, and to be compared with the old one',
  swapping: 'the alias is about to move, or has moved',
  watching: 'readers see the new index; some writers may not know yet',
  kept: 'readers see the new index; the old one is fed and kept, for a way back',
  'rolling-back': 'the alias is about to move back, or has moved',
  'rolled-back': 'readers see the old index again; the new one is fed and kept',
  finishing: 'the old index is being removed',
  undoing: 'the new index is being removed',
};

/** In a line, also for `headwater status`. */
export function describePhase({ from, to, phase, phaseSince, copied, driver }: ReindexState): string {
  const how = phase === 'filling' ? `, ${grouped(copied)} documents so far` : '';
  const who = driver ? `; process ${driver.pid} on ${driver.host} is at it, or was when it ended` : '';
  return `reindex ${from} -> ${to}: ${STANDS[phase]}${how} (since ${phaseSince})${who}`;
}

function waysOn({ entity, phase }: ReindexState): string[] {
  const words: Readonly<Record<ReindexAction, string>> = {
    run: `npx headwater reindex ${entity} --yes${phase === 'backfilling' ? ' --backfilled' : ''}`,
    rollback: `npx headwater reindex ${entity} --rollback --yes`,
    finish: `npx headwater reindex ${entity} --finish --yes`,
    undo: `npx headwater reindex ${entity} --undo --yes`,
  };
  const what: Readonly<Record<ReindexAction, string>> = {
    run: 'to go on',
    rollback: 'to let readers see the old index again',
    finish: 'to remove the old index; no way back then',
    undo: 'to remove the new index, as if nothing had been',
  };
  return actionsIn(phase).map((action) => `  ${words[action]}   ${what[action]}`);
}

export function reportEnd(state: ReindexState, end: RunEnd): object {
  const live = end.stopped === 'kept' ? state.to : undefined;
  return { entity: state.entity, from: state.from, to: state.to, phase: state.phase, ...(live && { live }), ...end };
}

/** @param consumer the search consumer that has the entity */
export function describeEnd(state: ReindexState, end: RunEnd, consumer: string): string {
  if (end.stopped === 'backfill-first') {
    return [
      `Writers feed ${state.from} and ${state.to}. Now fill them from the table:`,
      `  npx headwater backfill --consumer ${consumer} --entity ${state.entity} --yes`,
      `and when its changes are applied: npx headwater reindex ${state.entity} --yes --backfilled`,
    ].join('\n');
  }
  const lines = end.verification ? describeVerification(end.verification) : [];
  return [...lines, describePhase({ ...state, driver: null }), ...waysOn(state), ...hints(end)].join('\n');
}

function hints(end: RunEnd): string[] {
  if (end.stopped !== 'not-equal' || end.verification.refused.length === 0) return [];
  return [
    'Documents are refused: correct the rows in the table (the next change of each arrives in both), widen the field and',
    'begin anew, or go on without them: --accept-rejected.',
  ];
}

function describeVerification({ keys, refused, different, ahead, carried, complete }: Verification): string[] {
  const lines = [
    `compared ${count(keys, 'key')}: ${refused.length} refused, ${different.length} different, ${ahead.length} ahead`,
  ];
  if (!complete) lines.push('There are too many differences: the comparison was given up.');
  if (carried > 0) lines.push(`${carried} were missing and have been copied.`);
  if (refused.length > 0) {
    const cells = refused.slice(0, SHOWN).map(({ key, reason }) => [key, reason.field ?? '', reason.message]);
    lines.push('', formatTable(['key', 'field', 'reason'], cells), ...more(refused.length), '');
  }
  if (different.length > 0) lines.push(`different: ${different.slice(0, SHOWN).join(' ')}`, ...more(different.length));
  if (ahead.length > 0) {
    lines.push(`more than the other has: ${ahead.slice(0, SHOWN).join(' ')}`, ...more(ahead.length));
    lines.push('(what the other index refused, each with its dead letter, and tombstones that were purged)');
  }
  return lines;
}

function more(count: number): string[] {
  return count > SHOWN ? [`... and ${count - SHOWN} more: --json has all`] : [];
}
