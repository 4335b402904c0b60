import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LocalCloudError } from './errors.ts';

const execute = promisify(execFile);

/** MiniStack 1.5 asks for Python >= 3.10. */
const oldestMinor = 10;
const newestMinor = 14;

const versioned = Array.from({ length: newestMinor - oldestMinor + 1 }, (_, back) => `python3.${newestMinor - back}`);

/** Commands to try, in this order: the plain one first, as it is what the user means by "python". */
const pythonCandidates: readonly string[] = ['python3', ...versioned, 'python'];

/**
 * Finds a Python >= 3.10: HEADWATER_PYTHON when it is set, else the first candidate on PATH that is new enough.
 * @throws LocalCloudError PYTHON_MISSING, which says what was found and what to install
 */
export async function findPython(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const wanted = env['HEADWATER_PYTHON'];
  const candidates = wanted === undefined || wanted === '' ? pythonCandidates : [wanted];
  const tooOld: string[] = [];
  for (const candidate of candidates) {
    const python = await ask(candidate, env);
    if (python === undefined) continue;
    if (python.major === 3 && python.minor >= oldestMinor) return python.path;
    tooOld.push(`${candidate} is ${python.major}.${python.minor}`);
  }
  throw missing(candidates, tooOld);
}

async function ask(
  command: string,
  env: NodeJS.ProcessEnv,
): Promise<{ path: string; major: number; minor: number } | undefined> {
  const program = 'import sys; print(sys.version_info[0], sys.version_info[1], sys.executable)';
  const { stdout } = await execute(command, ['-c', program], { env, timeout: 10_000 }).catch(() => ({ stdout: '' }));
  const match = /^(\d+) (\d+) (.+)$/.exec(stdout.trim());
  if (match === null) return undefined;
  const [, major, minor, path = command] = match;
  return { path, major: Number(major), minor: Number(minor) };
}

function missing(candidates: readonly string[], tooOld: readonly string[]): LocalCloudError {
  const found = tooOld.length === 0 ? `none of ${candidates.join(', ')} runs` : tooOld.join(', ');
  return new LocalCloudError(
    'PYTHON_MISSING',
    `The local cloud needs Python 3.${oldestMinor} or newer, and found none (${found}).`,
    'Install it (Debian/Ubuntu: apt install python3 python3-venv; macOS: brew install python; or python.org), ' +
      'or name one: HEADWATER_PYTHON=/path/to/python3.',
  );
}
