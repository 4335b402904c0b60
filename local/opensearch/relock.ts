// After a change of a jgo.toml: resolves it anew and writes jars.sha256. `node local/setup.mjs local/opensearch/relock.ts [ruler]`

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { hashesOf, jarLockFile } from '../jar-lock.ts';
import { jarsBelow, runJgo } from '../jars.ts';
import { layoutAt } from '../layout.ts';

const set = process.argv[2] === 'ruler' ? 'ruler' : 'opensearch';
const scratch = await mkdtemp(join(tmpdir(), 'headwater-relock-'));
try {
  const downloads = join(scratch, 'downloads');
  await runJgo({ ...layoutAt(), jarDownloads: downloads, logs: scratch }, undefined, set);
  const hashes = [...(await hashesOf(await jarsBelow(join(downloads, 'resolved'))))];
  const lines = hashes
    .map(([jar, hash]) => `${hash}  ${basename(jar)}`)
    .sort((a, b) => a.slice(66).localeCompare(b.slice(66)));
  await writeFile(jarLockFile(set), `${lines.join('\n')}\n`);
  console.log(`${lines.length} jars locked in ${jarLockFile(set)}`);
} finally {
  await rm(scratch, { recursive: true, force: true });
}
