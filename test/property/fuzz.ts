/** How long a fuzz test goes on: in `npm test` shortly, with HEADWATER_FUZZ_RUNS as long as that says (npm run test:fuzz). */

const { HEADWATER_FUZZ_RUNS: asked } = process.env;

export function fuzzRuns(unasked: number): number {
  return asked === undefined ? unasked : Number(asked);
}

/** Tells what a long run has tried: its summary. */
export function tellFuzz(name: string, counts: Readonly<Record<string, number>>): void {
  if (asked === undefined) return;
  const told = Object.entries(counts).map(([what, count]) => `${count.toLocaleString('en')} ${what}`);
  console.info(`fuzz: ${name}: ${told.join(', ')}`);
}
