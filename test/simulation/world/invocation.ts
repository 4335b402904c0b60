/**
 * What becomes of one effect of an invocation. `lost`: it happens, but the caller is told that it failed. `partial`: it
 * happens to every other of its entries. `crash-…`: the invocation ends there. `pause`: it goes on only when it is resumed.
 */
export type Fate =
  'ok' | 'fail' | 'lost' | 'partial' | 'partial-other' | 'crash-before' | 'crash-after' | 'crash-within' | 'pause';

/** How an effect is to happen: whole, to every other entry, or not at all. */
export type Extent = 'all' | 'odd' | 'even' | 'none';

/** An effect on the world; its port calls `happen` with how far it gets, and gets the answer that goes with it. */
interface Effect {
  readonly name: string;
  readonly happen: (extent: Extent, answered: boolean) => void;
}

/** One turn of the event loop: every promise that could go on has gone on. No clock is involved. */
export const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

export type Progress = 'running' | 'paused' | 'done' | 'crashed';

/**
 * A run of a function whose effects wait until the scheduler lets them happen. A crashed invocation just never hears from
 * the world again, as on Lambda: no `catch` and no `finally` of the code under test runs.
 */
export class Invocation<R> {
  readonly name: string;
  progress: Progress = 'running';
  answer: R | undefined;
  readonly #waiting: Effect[] = [];
  readonly #tell: (line: string) => void;

  constructor(name: string, tell: (line: string) => void) {
    this.name = name;
    this.#tell = tell;
  }

  start(run: () => Promise<R>): void {
    run().then(
      (answer) => {
        if (this.progress === 'crashed') return;
        this.progress = 'done';
        this.answer = answer;
      },
      (error: unknown) => {
        if (this.progress === 'crashed') return;
        this.progress = 'crashed';
        this.#tell(`${this.name} ends with an error: ${String(error)}`);
      },
    );
  }

  /**
   * @param happen what changes in the world, at once; and what the caller hears
   * @param unanswered what the caller hears instead when the answer is lost, or nothing happened: a value, or an error
   */
  effect<T>(name: string, happen: (extent: Extent) => T | Promise<T>, unanswered: () => T | Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.progress === 'crashed') return;
      this.#waiting.push({
        name,
        happen: (extent, answered) => {
          try {
            const answer = happen(extent);
            if (answered) resolve(answer);
            else if (this.progress !== 'crashed') resolve(unanswered());
          } catch (error) {
            if (this.progress !== 'crashed') reject(error instanceof Error ? error : new Error(String(error)));
          }
        },
      });
    });
  }

  /** Lets effects happen, each with the next fate (then `ok`), until the invocation ends or is paused. */
  async advance(fates: readonly Fate[]): Promise<void> {
    this.progress = 'running';
    const coming = [...fates];
    for (;;) {
      await turn();
      if (this.#hasEnded()) return;
      const effect = this.#waiting.shift();
      // Neither an answer nor an effect: the code under test waits for something that the simulation does not know.
      if (!effect) throw new Error(`${this.name} hangs`);
      const fate = coming.shift() ?? 'ok';
      if (fate === 'pause') {
        this.#waiting.unshift(effect);
        this.progress = 'paused';
        this.#tell(`${this.name} is slow: it stands before ${effect.name}`);
        return;
      }
      this.#happen(effect, fate);
    }
  }

  #hasEnded(): boolean {
    return this.progress === 'done' || this.progress === 'crashed';
  }

  #happen(effect: Effect, fate: Exclude<Fate, 'pause'>): void {
    const { extent, answered, told } = COURSES[fate];
    if (fate.startsWith('crash')) this.progress = 'crashed';
    if (told !== undefined) this.#tell(`${this.name}: ${effect.name} ${told}`);
    effect.happen(extent, answered);
  }
}

interface Course {
  readonly extent: Extent;
  /** Whether the caller hears what really happened. */
  readonly answered: boolean;
  readonly told?: string;
}

const COURSES: Readonly<Record<Exclude<Fate, 'pause'>, Course>> = {
  ok: { extent: 'all', answered: true },
  fail: { extent: 'none', answered: false, told: 'fails' },
  lost: { extent: 'all', answered: false, told: 'happens, but its answer is lost' },
  partial: { extent: 'odd', answered: true, told: 'happens to its second, fourth ... entry only' },
  'partial-other': { extent: 'even', answered: true, told: 'happens to its first, third ... entry only' },
  'crash-before': { extent: 'none', answered: false, told: 'never happens: the function crashes before it' },
  'crash-after': { extent: 'all', answered: false, told: 'happens, then the function crashes' },
  'crash-within': {
    extent: 'odd',
    answered: false,
    told: 'happens to its second, fourth ... entry, then the function crashes',
  },
};
