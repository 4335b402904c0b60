import { setFlagsFromString } from 'node:v8';

/** Percent of what is live at which V8 collects again; by itself it waits for two to four times as much. */
const GARBAGE_PERCENT = 50;

/**
 * Lets little garbage pile up, for verbs that read whole tables: it is most of what they would take. Neither setting is a
 * limit, so that nothing legitimate ends out of memory, and V8 reads both at each collection: docs/decisions/140.
 */
export function collectEarly(): void {
  setFlagsFromString(`--heap-growing-percent=${GARBAGE_PERCENT}`);
  // The young generation stays as large as it is now.
  setFlagsFromString('--semi-space-growth-factor=1');
}
