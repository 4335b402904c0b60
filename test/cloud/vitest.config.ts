import { defineConfig } from 'vitest/config';
import { patienceSeconds } from '../support/until.ts';

// A cloud contract test waits for a cloud, not for the processor: the deadline of a condition bounds it, not this one.
const conditionsPerTest = 4;

export default defineConfig({
  test: {
    include: ['test/cloud/**/*.test.ts'],
    testTimeout: patienceSeconds * 1000 * conditionsPerTest,
    maxWorkers: 4,
    env: localCredentials(),
  },
});

/** An emulator takes any credentials, but the SDK insists on some; a real account (no endpoint set) gets none from here. */
function localCredentials(): Record<string, string> {
  if (process.env['AWS_ENDPOINT_URL'] === undefined) return {};
  return {
    AWS_ACCESS_KEY_ID: process.env['AWS_ACCESS_KEY_ID'] ?? 'test',
    AWS_SECRET_ACCESS_KEY: process.env['AWS_SECRET_ACCESS_KEY'] ?? 'test',
  };
}
