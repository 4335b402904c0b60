/** A small seeded generator (sfc32, Chris Doty-Humphrey's PractRand): the same seed gives the same run on every machine. */
export class Random {
  #a = 0x9e3779b9;
  #b = 0x243f6a88;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    this.#c = seed >>> 0;
    this.#b ^= Math.floor(seed / 2 ** 32);
    for (let round = 0; round < 12; round += 1) this.#next();
  }

  /** A whole number from 0 to below `bound`. */
  below(bound: number): number {
    return this.#next() % bound;
  }

  chance(outOfHundred: number): boolean {
    return this.below(100) < outOfHundred;
  }

  /** @throws RangeError when there is nothing to choose. */
  of<T>(choices: readonly T[]): T {
    const index = this.below(choices.length);
    if (!(index in choices)) throw new RangeError('nothing to choose');
    return choices[index] as T;
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#counter) >>> 0;
    this.#counter = (this.#counter + 1) >>> 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) >>> 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) >>> 0;
    this.#c = (this.#c + sum) >>> 0;
    return sum;
  }
}
