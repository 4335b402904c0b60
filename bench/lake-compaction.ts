/**
 * `node bench/lake-compaction.ts <directory> [bucket bits]`: compacts the films there, one task at a time, and prints what it took.
 * With bucket bits each task has a process of its own, as it has an invocation on AWS, and the most that one took is printed too.
 */
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import config from 'headwater:config';
import { createDuckDbSnapshotEngine } from '../shared/adapters/duckdb/snapshot-engine.ts';
import { createMemorySnapshotStore } from '../shared/adapters/memory/snapshot-store.ts';
import { analyticsEntities, entityNamed } from '../shared/domain/definition/lookup.ts';
import type { SnapshotStore } from '../shared/ports/snapshot-store.ts';
import { compact } from '../shared/runtime/compaction/compact.ts';
import type { Worker } from '../shared/runtime/compaction/run-tasks.ts';
import { work, type CompactionTask, type TaskResult } from '../shared/runtime/compaction/work.ts';

const [directory = '', bits, ownTask] = process.argv.slice(2);
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

interface Taken {
  readonly kind: string;
  readonly seconds: number;
  readonly peakMegabytes: number;
}

const taken: Taken[] = [];
const here: Worker = (task) => work(task, { entities: [film], store, engine, now });
const apart: Worker = (task) => {
  const args = [import.meta.filename, directory, bits ?? '', JSON.stringify(task)];
  const answer = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Taken & {
    readonly result: TaskResult<typeof task>;
  };
  taken.push({ kind: task.kind, seconds: answer.seconds, peakMegabytes: answer.peakMegabytes });
  return Promise.resolve(answer.result);
};

function most(kind: CompactionTask['kind']) {
  const own = taken.filter((one) => one.kind === kind);
  const highest = (of: (one: Taken) => number): number => own.reduce((least, one) => Math.max(least, of(one)), 0);
  return {
    tasks: own.length,
    seconds: highest((one) => one.seconds),
    peakMegabytes: highest((one) => one.peakMegabytes),
  };
}

if (ownTask !== undefined) {
  const started = performance.now();
  const result = await here(JSON.parse(ownTask) as CompactionTask);
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify({ result, seconds: (performance.now() - started) / 1000, peakMegabytes: peak }));
  process.exit();
}
if (bits !== undefined) {
  const empty = { files: [], retired: [], takenSince: [], takenThrough: new Date(0).toISOString() };
  const writtenAt = empty.takenThrough;
  await store.publish(
    { format: 1, entity: film.name, schema: 'film@1', writtenAt, bucketBits: Number(bits), ...empty },
    undefined,
  );
}
const start = performance.now();
const { rows, buckets } = await compact(film, {
  retention: config,
  store,
  now,
  workers: 1,
  worker: bits === undefined ? here : apart,
});
const seconds = (performance.now() - start) / 1000;
const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
const apiece = bits === undefined ? {} : { fold: most('fold'), merge: most('merge') };
console.log(JSON.stringify({ seconds, peakMegabytes, rows, buckets, ...apiece }));
