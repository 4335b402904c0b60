/**
 * Stores that an older release wrote, under today's code: what the set-up says of the indices, what verify finds, and that
 * repair ends it. The docs of each mend say the same (UPGRADING.md).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSearch } from '../../operations/deployment/search.ts';
import { sessionAt, type DeployedSession } from '../../cli/cloud/session.ts';
import { openCopies, type OpenCopies } from '../../operations/verify/open-copies.ts';
import { createDiskJoin } from '../../shared/adapters/disk/key-join.ts';
import { createS3HistoryStore } from '../../shared/adapters/s3/history-store.ts';
import { defineHeadwater } from '../../shared/domain/definition/define.ts';
import { DEFAULT_MARGIN_MS } from '../../shared/domain/change/precedence.ts';
import type { Difference } from '../../shared/runtime/verify/copy.ts';
import { planRepair } from '../../shared/runtime/verify/repair.ts';
import { verifyAll } from '../../shared/runtime/verify/verify.ts';
import { consumers, odd, shop } from '../upgrade/definition.ts';
import { restoreStores, type Restored } from '../upgrade/restore.ts';
import { searchEndpoint } from './search-store.server.ts';

const definition = defineHeadwater({ name: 'upgrade', tables: [shop, odd], consumers });
const endpoint = process.env['AWS_ENDPOINT_URL'] ?? 'http://127.0.0.1:4566';

let session: DeployedSession;
let restored: Restored;
let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'headwater-upgrade-'));
  const opened = await sessionAt({ kind: 'local', endpoint, region: 'us-east-1' }, { stage: 'dev', json: true });
  restored = await restoreStores(opened.clients, searchEndpoint, definition.tables);
  const { bucket, tables } = restored;
  const deployment = {
    stage: 'dev',
    region: 'us-east-1',
    tables,
    normalizers: [],
    bus: { name: '', arn: '', archiveName: '', archiveArn: '' },
    consumers: [],
    search: { endpoint: searchEndpoint },
    analytics: { bucket, historyPrefix: 'history/' },
  };
  session = { ...opened, definition, deployment };
});
afterAll(async () => {
  for (const index of restored.indices) await fetch(`${searchEndpoint}/${index}`, { method: 'DELETE' });
  await rm(root, { recursive: true });
});

const open = (): Promise<OpenCopies> => openCopies(session, {});

/** What verify finds: `<consumer> <entity> <key>` -> kind. */
async function drift({ copies, tables }: OpenCopies): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  await verifyAll({
    copies,
    tables,
    graceMs: 1,
    marginMs: DEFAULT_MARGIN_MS,
    now: Date.now,
    makeJoin: (sides) => createDiskJoin({ sides }),
    onDifference: (difference) => void found.push(difference),
  });
  return found;
}

const told = (found: readonly Difference[]): readonly string[] =>
  found.map(({ consumer, entity, key, kind }) => `${consumer} ${entity} ${key}: ${kind}`).sort();

/** What the older release rejected, kept in one store only, or kept under another entity; by the release that mended it. */
const LEFT_OUT = [
  ...['analytics', 'search'].flatMap((store) => [
    // A part swallowed a delimiter: the notes were taken for visits.
    ...['1|1', '1|2'].map((key) => `${store} old-note ${key}: missing`),
    ...['1#NOTE#1', '1#NOTE#2'].map((key) => `${store} old-visit ${key}: extra`),
    // A field named like what every object inherits.
    ...['with', 'without'].map((key) => `${store} old-racer ${key}: missing`),
    // Spellings of a time that are taken now.
    ...['pynamodb', 'short', 'space', 'zoned'].map((name) => `${store} old-thing time-${name}: missing`),
    // Two names that were one column: its owner gave one of them another name.
    `${store} old-twin both: different`,
  ]),
  // Spellings that only the index refused.
  ...['lower', 'ten'].map((name) => `search old-thing time-${name}: missing`),
].sort();

test('the set-up of today finds nothing that needs a reindex', async () => {
  const { store, entities } = openSearch(session);
  expect(await store.prepare(entities)).toEqual([]);
});

test(
  'verify names what the older release left out, and nothing else; repair ends it',
  { timeout: 120_000 },
  async () => {
    const { store } = openSearch(session);
    const history = createS3HistoryStore({
      client: session.clients.s3,
      bucket: restored.bucket,
      entities: definition.consumers[1]?.entities ?? [],
    });
    {
      using opened = await open();
      const found = await drift(opened);
      expect(told(found)).toEqual(LEFT_OUT);
      const look = { marginMs: DEFAULT_MARGIN_MS, now: Date.now };
      for (const copy of opened.copies) {
        const keys = found.filter((one) => one.consumer === copy.consumer && one.entity === copy.entity);
        const source = opened.tables.find(({ entities }) => entities.has(copy.entity));
        if (!source || keys.length === 0) continue;
        const { mendings } = await planRepair(
          copy,
          keys.map(({ key }) => key),
          { ...look, source },
        );
        const changes = mendings.map(({ change }) => change);
        const outcomes = await (copy.consumer === 'search' ? store.apply(changes) : history.append(changes));
        expect(outcomes.map(({ status }) => status)).toEqual(changes.map(() => 'applied'));
      }
      await Promise.all(restored.indices.map((index) => store.refresh(index.replace(/-\d{6}$/, ''))));
    }
    using opened = await open();
    expect(told(await drift(opened))).toEqual([]);
  },
);
