/** A process that runs a reindex and stands still after a request, for the test to kill: `node reindex-driver.ts <json>`. */
import { createSearchClient, type SearchClient } from '../../shared/adapters/opensearch/client.ts';
import { openReindex } from '../../shared/adapters/opensearch/reindex/open-reindex.ts';
import { runReindex } from '../../shared/adapters/opensearch/reindex/run-reindex.ts';
import { changedEntity } from './reindex-entity.ts';

export interface DriverOrder {
  readonly endpoint: string;
  readonly entity: string;
  readonly settleMs: number;
  /** `POST /_aliases`, and the how-manieth of them; nothing is done after its answer. */
  readonly stop: readonly [request: string, times: number];
}

const { endpoint, entity, settleMs, stop } = JSON.parse(process.argv[2] ?? '') as DriverOrder;
const [stopAt, times] = stop;
const client = createSearchClient(endpoint);
let seen = 0;
const stopping: SearchClient = {
  close: () => client.close(),
  transport: {
    async request(params) {
      const response = await client.transport.request(params);
      if (`${params.method} ${params.path}` === stopAt) seen += 1;
      if (seen === times) {
        process.stdout.write('stopped\n');
        // Nothing more, not even a sign of life: the test kills it now.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      }
      return response;
    },
  },
};
const lease = await openReindex(stopping, entity, 'run');
await runReindex({
  client: stopping,
  entity: changedEntity(entity),
  lease,
  signal: new AbortController().signal,
  progress: () => undefined,
  acceptRejected: false,
  backfilled: false,
  settleMs,
  graceMs: 1_000,
});
