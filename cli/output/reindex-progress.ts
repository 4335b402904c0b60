import type { Log } from '../../local/progress.ts';
import type { Progress } from '../../shared/adapters/opensearch/reindex/run-reindex.ts';
import type { ReindexPhase } from '../../shared/domain/jobs/reindex.ts';
import { count, grouped } from './table.ts';

const WHAT: Readonly<Record<ReindexPhase, string>> = {
  starting: 'make the new index',
  settling: 'wait until every writer feeds both',
  backfilling: 'wait for a backfill',
  filling: 'fill the new index',
  verifying: 'compare both',
  swapping: 'move the alias',
  watching: 'wait until every writer knows, and compare again',
  kept: 'the old index is kept',
  'rolling-back': 'compare both, and move the alias back',
  'rolled-back': 'moved back',
  finishing: 'remove the old index',
  undoing: 'remove the new index',
};

/** Shows how far it is, with documents a second and how long the fill still takes at that. */
export function reindexProgress(log: Log, now = () => performance.now()): (progress: Progress) => void {
  let begun: Moment | undefined;
  let open: ReindexPhase | undefined;
  let last = '';
  return (progress) => {
    const step = `reindex: ${WHAT[progress.phase]}`;
    if (progress.step === 'begins') {
      if (open && open !== progress.phase) log({ step: `reindex: ${WHAT[open]}`, state: 'done', text: last });
      open = progress.phase;
      begun = undefined;
      last = 'done';
      log({ step, state: 'running', text: '' });
      return;
    }
    if (progress.step === 'copied') begun ??= { at: now(), documents: progress.documents };
    last = textOf(progress, begun && progress.step === 'copied' ? rateSince(begun, progress.documents, now()) : 0);
    log({ step, state: 'running', text: last });
  };
}

function textOf(progress: Exclude<Progress, { step: 'begins' }>, rate: number): string {
  switch (progress.step) {
    case 'waits':
      return `${Math.round(progress.ms / 1000)} s`;
    case 'compared':
      return count(progress.keys, 'key');
    case 'copied':
      return fillText(progress, rate);
  }
}

function rateSince(begun: Moment, documents: number, now: number): number {
  return now === begun.at ? 0 : ((documents - begun.documents) * 1_000) / (now - begun.at);
}

interface Moment {
  readonly at: number;
  readonly documents: number;
}

function fillText({ documents, total, refused }: Extract<Progress, { step: 'copied' }>, rate: number): string {
  const parts = [`${grouped(documents)} of ${grouped(total)}`];
  if (rate > 0) {
    const seconds = Math.max(0, Math.ceil((total - documents) / rate));
    parts.push(`${grouped(Math.round(rate))} a second`, `${seconds} s left`);
  }
  if (refused > 0) parts.push(`${grouped(refused)} refused`);
  return parts.join(', ');
}
