import { rowAfter } from '../../shared/domain/change/change.ts';
import { isReferring } from '../../shared/domain/change/claim.ts';
import type { LetterGroup } from '../../operations/letters/group.ts';
import { sourceName, type FullLetter } from '../../operations/letters/letter.ts';
import { recordIn, setAsideIn } from '../../operations/letters/letter-content.ts';
import type { StreamRecord } from '../../shared/adapters/dynamodb/stream-record.ts';
import { readEvent } from '../../shared/runtime/delivered-event.ts';
import { plainText } from '../../shared/domain/row/plain-text.ts';
import { count, grouped } from './table.ts';
import { heading } from './terminal.ts';

/** Groups for people: where, what, how many, why, and what to do. */
export function describeGroups(groups: readonly LetterGroup[]): string {
  const total = groups.reduce((sum, { letters }) => sum + letters, 0);
  if (total === 0) return 'No dead letters.';
  const reasons = groups.length === 1 ? 'one reason' : `${groups.length} reasons`;
  return [`${count(total, 'dead letter')}, ${reasons}`, ...groups.map(describeGroup)].join('\n');
}

function describeGroup(group: LetterGroup): string {
  const { source, code, entities, field, problem, letters, rows, examples, oldest, newest, next } = group;
  const about = entities.length > 0 ? `${entities.join(', ')}: ` : '';
  const named = field !== undefined && !problem.startsWith(field) ? `${field} ` : '';
  const more = rows > examples.length ? ', ...' : '';
  return [
    '',
    `${heading(`${source}  ${code}`)}  ${count(letters, 'letter')}${rows > 0 ? ` about ${count(rows, 'row')}` : ''}`,
    `  ${about}${named}${plainText(problem)}`,
    ...(examples.length > 0 ? [`  ${examples.map(plainText).join(', ')}${more}`] : []),
    `  ${times(oldest, newest)}`,
    ...(next === undefined ? [] : [`  -> ${next}`]),
  ].join('\n');
}

/** One letter: all that is known of it but the values of its rows, which may be protected. */
export function describeLetter(letter: FullLetter): string {
  const { id, source, code, message, field, position, sentAt, receives, bytes } = letter;
  return [
    `${heading(id)}  in ${sourceName(source)}`,
    `  ${code}: ${plainText(message)}`,
    ...(field === undefined ? [] : [`  field     ${field}`]),
    ...(position === undefined ? [] : [`  position  ${position}`]),
    `  sent      ${new Date(sentAt).toISOString()}${receives === undefined ? '' : `, received ${receives} times since`}`,
    `  size      ${grouped(bytes)} bytes`,
    ...outlineOf(letter).map((line) => `  ${plainText(line)}`),
    '  Values are not shown: `npx headwater dlq export` writes them to a file.',
  ].join('\n');
}

/** What a letter holds, by names only. */
export function outlineOf({ source, body }: FullLetter): readonly string[] {
  switch (source.kind) {
    case 'rejected': {
      const record = recordIn(body);
      return record ? [outlineOfRecord(record)] : ['no stream record'];
    }
    case 'stream-failures':
      return (setAsideIn(body)?.records ?? []).map(outlineOfRecord);
    case 'dlq':
    case 'rule-dlq': {
      const read = readEvent(body);
      if (read.status === 'malformed') return [`no event of ours: ${read.problem}`];
      const unread = read.faults.map(({ entity, problem }) => `${entity}: no change of ours: ${problem}`);
      const outlines = read.changes.map((change) => {
        if (isReferring(change))
          return `${change.entity} ${change.key}: ${change.operation}; its row lies in ${change.claim.key}`;
        const row = change.operation === 'deleted' ? change.before : (rowAfter(change) ?? {});
        const changed = change.operation === 'updated' ? `, changed ${change.changed.join(' ')}` : '';
        return `${change.entity} ${change.key}: ${change.operation}${changed}; fields ${Object.keys(row).join(' ')}`;
      });
      return [...outlines, ...unread];
    }
  }
}

const WITHOUT_IMAGES = {
  'too large': 'without images: they were too large',
  images: 'without images: letters hold nothing of this item. A redrive reads it from the table',
  'images and keys': 'without images, its keys hashed: a redrive cannot find the item. A repair of its entity does',
} as const;

function outlineOfRecord({ eventName = 'no eventName', dynamodb = {}, redacted }: StreamRecord): string {
  const image = dynamodb.NewImage ?? dynamodb.OldImage;
  const attributes = image ? `attributes ${Object.keys(image).join(' ')}` : WITHOUT_IMAGES[redacted ?? 'too large'];
  return `${eventName} ${dynamodb.SequenceNumber ?? 'without sequence number'}: ${attributes}`;
}

function times(oldest: number, newest: number): string {
  const [from, to] = [oldest, newest].map((time) => `${new Date(time).toISOString().slice(0, 19)}Z`);
  return from === to ? `${from}` : `${from} to ${to}`;
}
