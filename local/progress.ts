/** One line of progress. `running` lines of a step replace each other; the others stay. */
export interface Progress {
  readonly step: string;
  readonly state: 'running' | 'done' | 'note';
  readonly text: string;
}

export type Log = (line: Progress) => void;

const plainIntervalMs = 5_000;

/** Shows progress on a stream: rewritten in place on a terminal, as plain lines (at most one in five seconds a step) elsewhere. */
export function showProgress(stream: NodeJS.WriteStream, now: () => number = Date.now): Log {
  return stream.isTTY ? showOnTerminal(stream) : showAsLines(stream, now);
}

function showOnTerminal(stream: NodeJS.WriteStream): Log {
  const running = new Map<string, string>();
  let drawn = 0;
  return (line) => {
    if (drawn > 0) stream.moveCursor(0, -drawn);
    stream.cursorTo(0);
    stream.clearScreenDown();
    if (line.state === 'running') running.set(line.step, format(line));
    else {
      if (line.state === 'done') running.delete(line.step);
      stream.write(`${format(line)}\n`);
    }
    // A wrapped line would break the count of lines to go back.
    for (const text of running.values()) stream.write(`${text.slice(0, stream.columns - 1)}\n`);
    drawn = running.size;
  };
}

function showAsLines(stream: NodeJS.WriteStream, now: () => number): Log {
  const lastShown = new Map<string, number>();
  return (line) => {
    const last = lastShown.get(line.step);
    if (line.state === 'running' && last !== undefined && now() - last < plainIntervalMs) return;
    lastShown.set(line.step, now());
    stream.write(`${format(line)}\n`);
  };
}

function format({ step, state, text }: Progress): string {
  const mark = { running: '…', done: '✓', note: '·' }[state];
  return `${mark} ${step}: ${text}`;
}

/** "3.2 s" since `start` (milliseconds, as of Date.now()). */
function elapsed(start: number): string {
  return `${((Date.now() - start) / 1000).toFixed(1)} s`;
}

/** Reports a step while it runs, once a second, and when it has ended. `detail` tells how far it is. */
export async function timed(
  log: Log,
  step: string,
  text: string,
  work: () => Promise<void>,
  detail: () => Promise<string> = () => Promise.resolve(''),
): Promise<void> {
  const start = Date.now();
  let ended = false;
  const report = async (): Promise<void> => {
    const far = await detail();
    if (!ended) log({ step, state: 'running', text: `${text} (${far === '' ? '' : `${far}, `}${elapsed(start)})` });
  };
  const timer = setInterval(() => void report(), 1_000);
  try {
    await report();
    await work();
    log({ step, state: 'done', text: `${text} (${elapsed(start)})` });
  } finally {
    ended = true;
    clearInterval(timer);
  }
}
