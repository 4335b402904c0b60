import type { Deployed } from '../../operations/deployed.ts';
import type { Progress } from '../../operations/progress.ts';
import { plainText } from '../../shared/domain/row/plain-text.ts';
import { describeBackfillProgress } from './backfill-progress.ts';
import { describeCompactProgress } from './compact-progress.ts';
import { reindexProgress } from './reindex-progress.ts';
import { describeProgress } from './replay.ts';
import { done, line, running, type Said } from './said.ts';
import { count, grouped } from './table.ts';
import type { Terminal } from './terminal.ts';

/** Puts what operations tell into words, as it comes. */
export function showOperations(terminal: Terminal): Deployed['onProgress'] {
  const reindex = reindexProgress(terminal.log);
  return (progress) => {
    if (progress.of === 'reindex') {
      reindex(progress.reindex);
      return;
    }
    const said = describe(progress);
    if ('note' in said) terminal.note(said.note);
    else terminal.log(said);
  };
}

type Described = Exclude<Progress, { readonly of: 'reindex' }>;

function describe(progress: Described): Said {
  switch (progress.of) {
    case 'verify':
      return progress.step === 'ends'
        ? done('verify', `${progress.seconds} s`)
        : running('verify', verifyText(progress));
    case 'repair':
      return repairLine(progress);
    case 'replay':
      return replayLine(progress);
    case 'letters':
      return lettersLine(progress);
    case 'backfill':
      return describeBackfillProgress(progress);
    case 'forget':
      return forgetLine(progress);
    case 'compact':
      return describeCompactProgress(progress);
    case 'seed':
      return running('seed', `${progress.phase}: line ${progress.line}, ${progress.rows} rows`);
    case 'discover':
      return discoverLine(progress);
    case 'analytics':
      return {
        note: `${progress.key} cannot be read, and the answer is without it: ${progress.because}. \`npx headwater set-aside\` takes it away.`,
      };
  }
}

type Of<Name extends Progress['of']> = Extract<Progress, { readonly of: Name }>;

/** Rows read with their rate and what is left; then the keys that are looked at again. */
function verifyText(progress: Exclude<Of<'verify'>, { readonly step: 'ends' }>): string {
  if (progress.step === 'looks-again') {
    const { looked, differences } = progress;
    return `${count(looked, 'key')} looked at again, ${grouped(differences)} ${differences === 1 ? 'differs' : 'differ'}`;
  }
  const { rows, items, documents, seconds } = progress;
  const perSecond = rows / seconds;
  const left = items > rows && rows > 0 ? `, about ${Math.ceil((items - rows) / perSecond)} s left` : '';
  return `${grouped(rows)} of about ${grouped(Math.max(items, rows))} items read (${grouped(Math.round(perSecond))}/s), ${grouped(documents)} stored rows${left}`;
}

function repairLine(progress: Of<'repair'>): Said {
  switch (progress.step) {
    case 'voids':
      return done('repair', `${progress.entity}: ${progress.changes} false changes voided`);
    case 'mends': {
      const sent = progress.dry ? 'nothing sent' : `${grouped(progress.sent)} sent`;
      return running('repair', `${count(progress.keys, 'key')} looked at, ${sent}`);
    }
    case 'waits':
      return running(
        'repair',
        `${progress.consumer} has changes of the last minute: a read wins over them in ${progress.seconds} s`,
      );
    case 'drains':
      return line('repair', progress.done, `${grouped(progress.messages)} messages wait`);
  }
}

function replayLine(progress: Of<'replay'>): Said {
  switch (progress.step) {
    case 'archive-fills': {
      const left = Math.ceil((progress.until.getTime() - Date.now()) / 1_000);
      return running('archive', `complete at ${progress.until.toISOString()}: ${count(left, 'second')} more`);
    }
    case 'sends':
      return line(`replay ${progress.name}`, progress.done, describeProgress(progress.status, new Date()));
    case 'is-cancelled':
      return running(`replay ${progress.name}`, 'is being cancelled');
    case 'drains': {
      const waiting = progress.waiting.map(
        ({ consumer, messages }) => `${grouped(messages)} messages wait for ${consumer}`,
      );
      return line('consumers', progress.done, waiting.join(', '));
    }
  }
}

function lettersLine(progress: Of<'letters'>): Said {
  if (progress.step === 'finishes') {
    const { finished, chosen, source } = progress;
    return line('dead letters', finished >= chosen, `${finished} of ${chosen}, ${source}`);
  }
  const { source, seen } = progress;
  return { note: `${source}: only the first ${seen} letters were looked at. --limit looks at more.` };
}

function discoverLine(progress: Of<'discover'>): Said {
  if (progress.step === 'judges') return running('discover', `${progress.entity}: ${count(progress.items, 'item')}`);
  const { items, units, done: isDone } = progress;
  return line('sample', isDone, `${count(items, 'item')}, ${count(Math.ceil(units), 'read unit')}`);
}

function forgetLine(progress: Of<'forget'>): Said {
  switch (progress.step) {
    case 'awaits-deletion':
      return running('deletion', `waiting until it is in ${progress.missing}`);
    case 'waits-for-others':
      return running(
        'forget',
        'waits for another erasure, or for a run that gathers old history: each says when it is over',
      );
    case 'knows-no-item':
      return { note: 'A hashed key does not say where its item lies: only the stores say that it is gone.' };
    case 'leaves-alone': {
      const why = progress.isThere ? 'is in the table again' : 'no table declares it';
      return { note: `${progress.entity} ${plainText(progress.key)}: ${why}, left alone` };
    }
  }
}
