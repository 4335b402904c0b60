/** What an attack did and found. */
export interface Summary {
  readonly seed: number;
  writes: number;
  kills: number;
  faults: number;
  races: number;
  damages: number;
  forged: number;
  readonly differences: string[];
}

export function emptySummary(seed: number): Summary {
  return { seed, writes: 0, kills: 0, faults: 0, races: 0, damages: 0, forged: 0, differences: [] };
}

export function describeSummary({ seed, differences, ...counts }: Summary): string {
  const numbers = Object.entries(counts).map(([name, count]) => `${String(count)} ${name}`);
  const found = differences.slice(0, 20).map((difference) => `seed ${seed}: ${difference}`);
  return [...found, `seed ${seed}: ${numbers.join(', ')}, differences found: ${differences.length}`].join('\n');
}

/** Runs what belongs to a summary; what it throws becomes a difference. */
export async function noting(summary: Summary, name: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    summary.differences.push(
      `${name} ended early: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  }
}
