/** `node bench/lake-compaction.ts <directory>`: compacts the films there, one task at a time, and prints what it took. */
import { copyFile, mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import config from '../headwater.config.ts';
import { createDuckDbSnapshotEngine } from '../shared/adapters/duckdb/snapshot-engine.ts';
import { createMemorySnapshotStore } from '../shared/adapters/memory/snapshot-store.ts';
import { analyticsEntities, entityNamed } from '../shared/domain/definition/lookup.ts';
import type { SnapshotStore } from '../shared/ports/snapshot-store.ts';
import { compact } from '../shared/runtime/compaction/compact.ts';
import { work } from '../shared/runtime/compaction/work.ts';

const directory = process.argv[2] ?? '';
const film = entityNamed(analyticsEntities(config), 'film');
// As functions/compactor/handler.ts has it.
const engine = createDuckDbSnapshotEngine({ memoryMegabytes: 700, threads: 2 });
const now = Date.now;

/** The bucket is a directory; results and manifests are in memory. */
const store: SnapshotStore = {
  ...createMemorySnapshotStore(new Map()),
  history: async (entity) => {
    const root = join('history', `entity=${entity}`);
    const files = (await readdir(join(directory, root), { recursive: true })).filter((file) =>
      file.endsWith('.parquet'),
    );
    return Promise.all(
      files.map(async (file) => {
        const { size, mtimeMs } = await stat(join(directory, root, file));
        return { key: join(root, file), bytes: size, modified: mtimeMs };
      }),
    );
  },
  download: (keys) => Promise.resolve(keys.map((key) => join(directory, key))),
  upload: async (path, key) => {
    await mkdir(dirname(join(directory, key)), { recursive: true });
    await copyFile(path, join(directory, key));
    return (await stat(path)).size;
  },
};

const start = performance.now();
const { rows, buckets } = await compact(film, {
  retention: config,
  store,
  now,
  workers: 1,
  worker: (task) => work(task, { entities: [film], store, engine, now }),
});
const seconds = (performance.now() - start) / 1000;
const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(JSON.stringify({ seconds, peakMegabytes, rows, buckets }));
