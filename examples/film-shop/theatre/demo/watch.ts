import { setTimeout as delay } from 'node:timers/promises';
import { PlayFailure } from '../failure.ts';
import { grouped } from '../figures.ts';
import type { Session } from '../session.ts';
import { flowFromNow, type Flow, type FlowReader } from './flow.ts';
import { createLagMeter, type LagMeter } from './lag.ts';

/** How a phase of writing went through the pipeline. */
export interface Passage {
  readonly written: number;
  readonly flow: Flow;
  /** From the first write until everything had come through. */
  readonly seconds: number;
  /** Changes through the whole path per second. */
  readonly perSecond: number;
}

const POLL_MS = 700;
const DEADLINE_MS = 300_000;
/**
 * When nothing moves for this long and nothing waits, nothing more will come: a write that changes nothing leaves no
 * stream record, and MiniStack files a function's last log line with its next invocation.
 */
const QUIET_MS = 5_000;

/**
 * Runs `write`, which reports what it writes, and stays until all of it has come through to every store, showing how
 * far it is.
 *
 * @throws PlayFailure when it has not come through five minutes after the last write
 */
export async function watchPassage<T>(
  session: Session,
  step: string,
  signal: AbortSignal,
  write: (onWritten: (count: number) => void) => Promise<T>,
): Promise<{ readonly result: T; readonly passage: Passage }> {
  const start = Date.now();
  const reader = await flowFromNow(session);
  const progress: Progress = { written: 0, writing: true };
  const watching = follow(session, step, reader, progress, signal);
  const writing = write((count) => {
    progress.written += count;
  }).finally(() => (progress.writing = false));
  try {
    // Both at once: an interruption ends either first, and whichever is not awaited then would end the process.
    const [result, flow] = await Promise.all([writing, watching]);
    const seconds = (Date.now() - start) / 1000;
    return { result, passage: { written: progress.written, flow, seconds, perSecond: flow.published / seconds } };
  } catch (error) {
    progress.failed = true;
    // Nothing is written any more when this has ended.
    await Promise.allSettled([writing, watching]);
    throw error;
  }
}

interface Progress {
  written: number;
  writing: boolean;
  failed?: boolean;
}

async function follow(
  { terminal }: Session,
  step: string,
  reader: FlowReader,
  progress: Progress,
  signal: AbortSignal,
): Promise<Flow> {
  const lag = createLagMeter();
  let moved = { at: Date.now(), flow: '' };
  let deadline = Infinity;
  for (;;) {
    const flow = await reader.read();
    const now = Date.now();
    lag.wrote(progress.written, now);
    if (JSON.stringify(flow) !== moved.flow || progress.writing) moved = { at: now, flow: JSON.stringify(flow) };
    if (!progress.writing && deadline === Infinity) deadline = now + DEADLINE_MS;
    const through = isThrough(flow, progress, now - moved.at);
    const text = describe(flow, progress, lag, now);
    terminal.log({ step, state: through || progress.failed ? 'done' : 'running', text });
    if (through || progress.failed) return flow;
    if (now > deadline) throw stuck(flow, progress);
    await delay(POLL_MS, undefined, { signal });
  }
}

/** Whether everything has come through: the counts add up, or nothing moves any more and nothing waits. */
function isThrough(flow: Flow, { written, writing }: Progress, quietMs: number): boolean {
  const { published, suppressed, rejected, indexed, archived, waiting, counted } = flow;
  if (writing || waiting > 0) return false;
  if (quietMs > QUIET_MS) return true;
  const settled = published + suppressed + rejected >= written && indexed >= published && archived >= published;
  return counted && settled;
}

function describe(
  { published, indexed, archived, waiting, counted, ...flow }: Flow,
  { written }: Progress,
  lag: LagMeter,
  now: number,
): string {
  const through = flow.suppressed + flow.rejected + indexed;
  const counts = [`written ${grouped(written)}`];
  if (counted) counts.push(`published ${grouped(published)}`, `indexed ${grouped(indexed)}`);
  counts.push(`archived ${grouped(archived)}`, `waiting ${grouped(waiting)} messages`);
  if (counted) counts.push(`lag ${(lag.behind(through, now) / 1000).toFixed(1)} s`);
  return counts.join(', ');
}

function stuck(flow: Flow, { written }: Progress): PlayFailure {
  const { published, indexed, archived, waiting } = flow;
  return new PlayFailure(
    `Not everything came through: written ${written}, published ${published}, indexed ${indexed}, archived ${archived}, ${waiting} messages wait.`,
    '`npx headwater status` shows the queues, and the logs of the functions say what holds them up.',
    { exitCode: 1 },
  );
}
