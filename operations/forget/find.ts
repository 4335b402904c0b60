/** What there is of a row beside its deletion: where its values lie. */
import { claimsOf } from './claims.ts';
import { tellingTexts } from '../../shared/domain/history/erasure.ts';
import { COMPACTION_PREFIX } from '../../shared/dialects/s3/snapshot-key.ts';
import { findRows, partFiles, textsOf, withValues, type Holding } from '../../shared/runtime/erasure/find-rows.ts';
import { countMessages } from '../deployment/queues.ts';
import { collectLetters, type Collected } from '../letters/collect.ts';
import type { Letter } from '../letters/letter.ts';
import type { Arrival } from './arrival.ts';
import { copiedEntity, type ForgetTarget } from './target.ts';

export interface Found {
  readonly history: readonly Holding[];
  readonly current: readonly Holding[];
  /** Objects of work that compactions were at, whatever they hold. */
  readonly compaction: number;
  /** Keys of large rows. */
  readonly claims: readonly string[];
  readonly letters: FoundLetters;
  /** Messages in the consumers' buffers: they cannot be looked into. */
  readonly waiting: number;
  /** Texts of the row that are worth looking for. */
  readonly texts: readonly string[];
}

export interface FoundLetters {
  readonly collected: Collected;
  /** About this row alone. */
  readonly own: readonly Letter[];
  /** About other rows as well: discarded, theirs would be lost. */
  readonly shared: readonly Letter[];
}

const MOST_LETTERS = 100_000;

export async function findValues(target: ForgetTarget, arrival: Arrival, signal: AbortSignal): Promise<Found> {
  const { deployed, copy, entity, address } = target;
  const copied = copy && copiedEntity(target);
  const current = copied ? await findRows(copy, await partFiles(copy.files, 'current', entity.name), address.key) : [];
  const holding = [...withValues(arrival.history), ...withValues(current)];
  const texts = copied ? await textsOf(copy, holding, address.key) : await textsOfIndex(target);
  const letters = await findLetters(target, signal);
  const buffers = deployed.deployment.consumers.map(({ bufferUrl }) => countMessages(deployed.clients.sqs, bufferUrl));
  return {
    history: arrival.history,
    current,
    compaction: copied ? (await copy.files.list(`${COMPACTION_PREFIX}entity=${entity.name}/`)).length : 0,
    claims: await claimsOf(target, texts),
    letters,
    waiting: (await Promise.all(buffers)).reduce((sum, messages) => sum + messages, 0),
    texts,
  };
}

/** Without an analytics copy only a row that is still indexed can say what to look for. */
async function textsOfIndex({ search, entity, address }: ForgetTarget): Promise<readonly string[]> {
  const document = await search?.store.get(entity.name, address.key).catch(() => undefined);
  return document ? tellingTexts([document.row], address.key) : [];
}

async function findLetters({ deployed, entity, address }: ForgetTarget, signal: AbortSignal): Promise<FoundLetters> {
  const asked = { entity: entity.name, exactKey: address.key };
  const collected = await collectLetters(deployed, asked, { limit: MOST_LETTERS, signal });
  const isOwn = (letter: Letter): boolean =>
    letter.rows.every((row) => row.entity === entity.name && row.key === address.key);
  return {
    collected,
    own: collected.letters.filter(isOwn),
    shared: collected.letters.filter((letter) => !isOwn(letter)),
  };
}
