import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { MUTANTS, mutantNamed } from './mutants/list.ts';
import { mutated } from './mutants/load.ts';

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** In a process of its own: mutants are made by Node's module hooks, which do not reach what Vitest loads. */
async function run(...args: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
    return { code: 0, text: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: stdout + stderr };
  }
}

const simulated = MUTANTS.filter(({ caughtBy }) => caughtBy === undefined);

test('the simulation catches every mutant', async () => {
  const { code, text } = await run(script('mutants.ts'), '--simulation-only');

  expect(text).toContain(`${simulated.length} of ${simulated.length} mutants are caught`);
  expect(code).toBe(0);
});

test('a failing seed tells its shortest history and how to run it again', async () => {
  const { code, text } = await run(script('simulate.ts'), '--mutant', 'acknowledge-before-apply', '--seeds', '100');

  const [, again = ''] = /Run it again: (.*)/.exec(text) ?? [];
  const seed = /--seed (\d+)/.exec(again)?.[1] ?? '';
  expect(code).toBe(1);
  expect(text).toMatch(/The shortest history that fails has \d+ of its \d+ steps/);
  expect(text).toContain('What happens in it:');
  const second = await run(script('simulate.ts'), '--mutant', 'acknowledge-before-apply', '--seed', seed);
  expect(second.text).toContain(`Run it again: ${again}`);
});

test.each(MUTANTS)('the line of mutant $name stands in the code, once', (mutant) => {
  expect(mutated(mutant)).toContain(mutant.replace);
});

test('a mutant whose line is no longer in the code says so', () => {
  const moved = { ...mutantNamed('compare-times'), find: 'no such line' };

  expect(() => mutated(moved)).toThrow(
    'mutant compare-times: its text stands 0 times in shared/domain/change/precedence.ts',
  );
});
