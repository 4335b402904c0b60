import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Hash } from '../../shared/domain/row/protect.ts';
import type { Deployed } from '../deployed.ts';
import { tableOfStream } from '../deployment/table-of-stream.ts';
import type { FullLetter, LetterSource } from './letter.ts';
import type { Pace } from './pace.ts';
import { repairRows } from './repair-rows.ts';
import { normalizeAgain, sendToQueue } from './targets.ts';
import { createJudge, type Judge, type Verdict } from './verdict.ts';

/** How letters of a redrive ended. Only `sent` and `superseded` have left their queue. */
export interface RedriveCounts {
  /** Taken by their target. */
  sent: number;
  superseded: number;
  stays: number;
  /** The target did not take them now: they stay, and a later redrive tries again. */
  refused: number;
}

export function noCounts(): RedriveCounts {
  return { sent: 0, superseded: 0, stays: 0, refused: 0 };
}

/** A judge that reads current items from the deployment's tables. */
export function judgeFor({ clients, definition, deployment }: Deployed): Judge {
  return createJudge({
    tables: definition.tables,
    tableOfStream: (arn) => tableOfStream(deployment.tables, arn),
    currentItem: async (table, Key) => {
      const TableName = deployment.tables.find(({ name }) => name === table)?.physicalName;
      const command = new GetItemCommand({ TableName, Key: Key as Record<string, never>, ConsistentRead: true });
      return (await clients.dynamoDb.send(command)).Item;
    },
  });
}

/** Where a redrive of a source leads, for people. */
export function targetName(source: LetterSource): string {
  return 'bufferUrl' in source ? `the buffer of ${source.consumer}` : 'the normalizer';
}

export interface Redrive {
  readonly deployed: Deployed;
  readonly judge: Judge;
  /** What field policies hash with, read when a row is first sent as it is now. */
  readonly hash: () => Promise<Hash | undefined>;
  readonly pace: Pace;
  readonly counts: RedriveCounts;
  readonly signal: AbortSignal;
}

/**
 * Sends a few letters on, each to where it belongs.
 *
 * @returns ids of those that are done with: their target has taken them, or nothing is left to send
 */
export async function redriveLetters(letters: readonly FullLetter[], redrive: Redrive): Promise<ReadonlySet<string>> {
  const { counts } = redrive;
  const judged: Judged[] = [];
  for (const letter of letters) judged.push({ letter, verdict: await redrive.judge(letter) });
  const done = judged.flatMap(({ letter, verdict }) => (verdict.kind === 'superseded' ? [letter.id] : []));
  counts.superseded += done.length;
  counts.stays += judged.filter(({ verdict }) => verdict.kind === 'stays').length;
  const taken = [
    ...(await sendAll(judged, redrive)),
    ...(await normalizeAll(judged, redrive)),
    ...(await repairAll(judged, redrive)),
  ];
  counts.sent += taken.length;
  counts.refused += judged.filter(({ verdict }) => isSent(verdict)).length - taken.length;
  return new Set([...done, ...taken]);
}

interface Judged {
  readonly letter: FullLetter;
  readonly verdict: Verdict;
}

function isSent({ kind }: Verdict): boolean {
  return kind === 'send' || kind === 'normalize' || kind === 'repair';
}

async function sendAll(judged: readonly Judged[], { deployed, pace, signal }: Redrive): Promise<readonly string[]> {
  const byQueue = new Map<string, FullLetter[]>();
  for (const { letter, verdict } of judged) {
    if (verdict.kind !== 'send') continue;
    byQueue.set(verdict.queueUrl, [...(byQueue.get(verdict.queueUrl) ?? []), letter]);
  }
  const taken: string[] = [];
  for (const [url, letters] of byQueue) {
    await pace.wait(changesIn(letters), signal);
    const sendings = letters.map(({ id, body, source, code }) => {
      return { id, body, settledBefore: source.kind === 'dlq' && code !== 'HW_RECEIVES_EXHAUSTED' };
    });
    taken.push(...(await sendToQueue(deployed.clients.sqs, url, sendings)));
  }
  return taken;
}

async function normalizeAll(
  judged: readonly Judged[],
  { deployed, pace, signal }: Redrive,
): Promise<readonly string[]> {
  const { clients, deployment } = deployed;
  const taken: string[] = [];
  for (const { name } of deployment.tables) {
    const letters = judged.flatMap(({ letter, verdict }) =>
      verdict.kind === 'normalize' && verdict.table === name ? [{ id: letter.id, records: verdict.records }] : [],
    );
    const functionName = deployment.normalizers.find(({ table }) => table === name)?.functionName;
    if (letters.length === 0 || functionName === undefined) continue;
    const records = letters.flatMap((letter) => letter.records);
    const settled = await normalizeAgain(clients.lambda, functionName, records, (count) => pace.wait(count, signal));
    // A letter is done with when the last of its records is.
    let end = 0;
    for (const { id, records: own } of letters) {
      end += own.length;
      if (end <= settled) taken.push(id);
    }
  }
  return taken;
}

async function repairAll(
  judged: readonly Judged[],
  { deployed, pace, hash, signal }: Redrive,
): Promise<readonly string[]> {
  const items = judged.flatMap(({ letter, verdict }) =>
    verdict.kind === 'repair' ? [{ ...verdict, id: letter.id }] : [],
  );
  if (items.length === 0) return [];
  await pace.wait(items.length, signal);
  return repairRows(deployed, items, await hash());
}

function changesIn(letters: readonly FullLetter[]): number {
  return letters.reduce((sum, { rows }) => sum + Math.max(rows.length, 1), 0);
}
