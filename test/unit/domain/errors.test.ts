import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { COMMAND_CODES } from '../../../operations/failures.ts';
import { ERRORS } from '../../../shared/domain/errors.ts';

test('docs/errors.md explains every code, and no code that is gone', async () => {
  const page = await readFile('docs/errors.md', 'utf8');

  const documented = [...page.matchAll(/^\| `(HW_\w+)`\s*\|/gm)].map(([, code]) => code);

  expect(documented.sort()).toEqual([...Object.keys(ERRORS), ...COMMAND_CODES].sort());
});
