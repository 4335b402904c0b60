import { setTimeout as delay } from 'node:timers/promises';

export interface ReadRateOptions {
  /** Read capacity units a second, at most. */
  readonly most: number;
  /** Milliseconds. @default performance.now */
  readonly now?: () => number;
  readonly sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
}

/** A throttled table gets half the rate, and then 5% of the most more each second: additive increase, multiplicative decrease. */
const DECREASE = 0.5;
const INCREASE_PER_SECOND = 0.05;
/** The slowest: a unit a second. */
const LEAST = 1;

/**
 * How fast a table is read. What a read costs is known only afterwards, so each read is paid for before the next one: all
 * readers share one account.
 */
export class ReadRate {
  readonly #options: Required<ReadRateOptions>;
  #rate: number;
  #throttledAt: number | undefined;
  #paidUntil: number;
  #throttles = 0;

  constructor({ most, now = () => performance.now(), sleep = pause }: ReadRateOptions) {
    this.#options = { most, now, sleep };
    this.#rate = most;
    this.#paidUntil = now();
  }

  /** Waits until what was read is paid for. */
  async turn(signal?: AbortSignal): Promise<void> {
    const wait = this.#paidUntil - this.#options.now();
    if (wait > 0) await this.#options.sleep(wait, signal);
  }

  spent(units: number): void {
    // An idle second is not saved up.
    const now = this.#options.now();
    this.#paidUntil = Math.max(this.#paidUntil, now) + (units / this.current) * 1_000;
  }

  /** The table refused a read. Several readers find out at once: the rate falls once for all of them in a second. */
  throttled(): void {
    const now = this.#options.now();
    this.#throttles += 1;
    if (this.#throttledAt === undefined || now - this.#throttledAt > 1_000) {
      this.#rate = Math.max(LEAST, this.current * DECREASE);
      this.#throttledAt = now;
    }
    this.#paidUntil = Math.max(this.#paidUntil, now) + 1_000;
  }

  /** Units a second, now. */
  get current(): number {
    if (this.#throttledAt === undefined) return this.#rate;
    const seconds = Math.max(0, this.#options.now() - this.#throttledAt) / 1_000;
    return Math.min(this.#options.most, this.#rate + seconds * INCREASE_PER_SECOND * this.#options.most);
  }

  get throttles(): number {
    return this.#throttles;
  }
}

function pause(milliseconds: number, signal?: AbortSignal): Promise<unknown> {
  return delay(milliseconds, undefined, signal ? { signal } : {});
}
