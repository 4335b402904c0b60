/** pyarrow in a venv of its own, made once: a reader of Parquet that shares no code with ours. */
import { execFile } from 'node:child_process';
import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findPython } from '../../local/python.ts';
import type { Row } from '../../shared/domain/row/json.ts';

const run = promisify(execFile);
const REQUIREMENTS = join(import.meta.dirname, 'pyarrow-requirements.txt');
const PROGRAM = join(import.meta.dirname, 'parquet-rows.py');
const INSTALLATION = process.env['HEADWATER_LOCAL_INSTALLATION'] ?? join(import.meta.dirname, '..', '..', '.local');
const VENV = join(INSTALLATION, 'test-pyarrow');
const PYTHON = join(VENV, 'bin', 'python');

/** Installs it, unless it is there. Takes about 15 s the first time. */
export async function installPyarrow(): Promise<void> {
  const there = await run(PYTHON, ['-c', 'import pyarrow']).then(
    () => true,
    () => false,
  );
  if (there) return;
  await mkdir(INSTALLATION, { recursive: true });
  await run(await findPython(), ['-m', 'venv', '--clear', VENV]);
  await access(PYTHON);
  await run(PYTHON, ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '-r', REQUIREMENTS]);
}

/** The rows of these Parquet files as one data set, as pyarrow reads them. */
export async function readWithPyarrow(paths: readonly string[]): Promise<readonly Row[]> {
  const { stdout } = await run(PYTHON, [PROGRAM, ...paths], { maxBuffer: 1e9 });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}
