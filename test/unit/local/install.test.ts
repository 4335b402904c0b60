import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findMissing, install } from '../../../local/install.ts';
import { downloadJars, jarsFingerprint } from '../../../local/jars.ts';
import { layoutAt, type Layout } from '../../../local/layout.ts';
import { fingerprintOf, mark } from '../../../local/marker.ts';
import { packagesFingerprint } from '../../../local/venv.ts';

let layout: Layout;

beforeEach(async () => {
  // With it, these tests would take the real installation's Python for theirs, and overwrite it.
  vi.stubEnv('HEADWATER_LOCAL_INSTALLATION', undefined);
  layout = layoutAt(await mkdtemp(join(tmpdir(), 'headwater-install-')));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(layout.root, { recursive: true, force: true });
});

/** What an install that came to its end leaves behind, as far as it is looked at. */
async function pretendInstalled(): Promise<void> {
  await mkdir(dirname(layout.python), { recursive: true });
  await symlink(process.execPath, layout.python);
  await mkdir(layout.jars, { recursive: true });
  await mark(join(layout.markers, 'packages'), await packagesFingerprint(layout));
  await mark(join(layout.markers, 'jars'), await jarsFingerprint(layout));
  const both = fingerprintOf(await packagesFingerprint(layout), await jarsFingerprint(layout));
  await mark(join(layout.markers, 'class-archive'), both);
}

/** A Python that does, for jgo, what the script says: by default it writes one jar where jgo would. */
async function putFakeJgo(
  script = 'mkdir -p resolved/modules; echo whole > resolved/modules/strange.jar',
): Promise<void> {
  await mkdir(dirname(layout.python), { recursive: true });
  // A link to the node that runs this test may be there: it must not be written through.
  await rm(layout.python, { force: true });
  await writeFile(layout.python, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

test('what is installed is not missing, and installing it again does nothing', async () => {
  await pretendInstalled();

  expect(await findMissing(layout)).toEqual({ packages: false, jars: false, archive: false });
  expect(await install(layout, { log: () => undefined })).toBe(false);
});

test('files without the marker are a half-finished install', async () => {
  await pretendInstalled();
  await rm(layout.markers, { recursive: true });

  expect(await findMissing(layout)).toEqual({ packages: true, jars: true, archive: true });
});

test('a marker from other requirements or other jars does not count', async () => {
  await pretendInstalled();
  await mark(join(layout.markers, 'packages'), 'of another requirements.txt');
  await mark(join(layout.markers, 'jars'), 'of another jars.sha256');

  expect(await findMissing(layout)).toEqual({ packages: true, jars: true, archive: false });
});

test('a Python that has gone from the machine since is noticed', async () => {
  await pretendInstalled();
  await rm(layout.python);
  await symlink('/no/such/python3', layout.python);

  expect(await findMissing(layout)).toEqual({ packages: true, jars: false, archive: false });
});

test('jars that are not those of the lock are an error that names them, and do not come into use', async () => {
  await putFakeJgo();

  await expect(downloadJars(layout, undefined)).rejects.toMatchObject({
    code: 'DOWNLOAD_INCOMPLETE',
    message: expect.stringMatching(/HdrHistogram.* \(missing or altered\)/) as unknown,
  });
  await expect(readdir(layout.jars)).rejects.toThrow('ENOENT');
});

test('what an interrupted download left is removed before jgo could take it for whole', async () => {
  const half = join(layout.jarDownloads, 'maven', 'org', 'lucene-core-10.5.0.jar');
  await mkdir(dirname(half), { recursive: true });
  await writeFile(half, 'half a jar');
  await putFakeJgo('find maven -type f; exit 3');

  await expect(downloadJars(layout, undefined)).rejects.toMatchObject({ code: 'COMMAND_FAILED' });

  expect(await readFile(join(layout.logs, 'install-jars.log'), 'utf8')).not.toContain('lucene-core');
});

test('a failing download shows the end of its log, and leaves the marker away', async () => {
  await pretendInstalled();
  await rm(join(layout.markers, 'jars'));
  await putFakeJgo('echo "no route to the repository"; exit 3');

  await expect(install(layout, { log: () => undefined })).rejects.toMatchObject({
    code: 'COMMAND_FAILED',
    message: expect.stringMatching(/exit code 3[^]*no route to the repository/) as unknown,
  });
  expect(await findMissing(layout)).toEqual({ packages: false, jars: true, archive: false });
});

test('an interruption ends the download', async () => {
  await pretendInstalled();
  await rm(join(layout.markers, 'jars'));
  await putFakeJgo('echo started; exec sleep 60');
  const interruption = new AbortController();

  const installing = install(layout, { log: () => undefined, signal: interruption.signal });
  const log = join(layout.logs, 'install-jars.log');
  await expect.poll(() => readFile(log, 'utf8').catch(() => '')).toContain('started');
  interruption.abort();

  await expect(installing).rejects.toMatchObject({ code: 'INTERRUPTED' });
});
