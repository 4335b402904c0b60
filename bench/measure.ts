/** Compares ways of doing the same work, in one process run: rounds in turn, CPU time, medians, ratios to the first. */

export interface Way {
  readonly name: string;
  /** Does the work once for all items. */
  readonly run: () => Promise<unknown>;
}

export interface Measured {
  readonly name: string;
  /** CPU microseconds per item: user and system, all threads of this process; median of the rounds. */
  readonly micros: number;
  /** To the first way, median of the rounds' own ratios. */
  readonly ratio: number;
}

export async function compare(
  ways: readonly Way[],
  { items, rounds = 7 }: { readonly items: number; readonly rounds?: number },
): Promise<readonly Measured[]> {
  for (const way of ways) await way.run();
  const micros = ways.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, way] of ways.entries()) {
      const before = process.cpuUsage();
      await way.run();
      const { user, system } = process.cpuUsage(before);
      micros[at]?.push((user + system) / items);
    }
  }
  return ways.map(({ name }, at) => {
    const own = micros[at] ?? [];
    return { name, micros: median(own), ratio: median(own.map((value, round) => value / (micros[0]?.[round] ?? 1))) };
  });
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export function print(title: string, measured: readonly Measured[], unit = 'change'): void {
  console.log(`\n${title}`);
  for (const { name, micros, ratio } of measured) {
    console.log(`  ${name.padEnd(58)} ${micros.toFixed(1).padStart(8)} us/${unit}  ${ratio.toFixed(2).padStart(6)}x`);
  }
}
