import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findPython } from '../../../local/python.ts';

let path = '';

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'headwater-python-'));
});

afterEach(() => rm(path, { recursive: true, force: true }));

/** Puts a command on PATH that answers as Python `version` would. */
async function putPython(command: string, version: string): Promise<void> {
  const file = join(path, command);
  await writeFile(file, `#!/bin/sh\necho ${version.replace('.', ' ')} ${file}\n`);
  await chmod(file, 0o755);
}

test('without any Python the error says what to install and how to name one', async () => {
  await expect(findPython({ PATH: path })).rejects.toMatchObject({
    code: 'PYTHON_MISSING',
    message: expect.stringContaining('needs Python 3.10 or newer') as unknown,
    next: expect.stringMatching(/apt install python3.*HEADWATER_PYTHON=/) as unknown,
  });
});

test('a Python that is too old is named in the error', async () => {
  await putPython('python3', '3.9');

  await expect(findPython({ PATH: path })).rejects.toMatchObject({
    message: expect.stringContaining('python3 is 3.9') as unknown,
  });
});

test('where python3 is too old, a newer one beside it is taken', async () => {
  await putPython('python3', '3.9');
  await putPython('python3.12', '3.12');

  expect(await findPython({ PATH: path })).toBe(join(path, 'python3.12'));
});

test('HEADWATER_PYTHON goes before all others, and is not replaced when it is wrong', async () => {
  await putPython('python3', '3.12');
  await putPython('mine', '3.11');

  expect(await findPython({ PATH: path, HEADWATER_PYTHON: join(path, 'mine') })).toBe(join(path, 'mine'));
  await expect(findPython({ PATH: path, HEADWATER_PYTHON: '/no/such/python' })).rejects.toMatchObject({
    message: expect.stringContaining('/no/such/python') as unknown,
  });
});
