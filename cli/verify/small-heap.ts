import { setFlagsFromString } from 'node:v8';

/**
 * Rows live for a moment only, but V8 lets its young generation grow to where most of a run's memory is such garbage.
 * Measured at 300,000 rows: 386 MB at most without this.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--max-semi-space-size=8');
  setFlagsFromString('--semi-space-growth-factor=1');
}
