import { join } from 'node:path';
import { provideApp, SHOP } from './apps.ts';
import { localCloudStatus, showProgress, stopLocalCloud, type Log } from '../../local/local-cloud.ts';

export interface TestCloud {
  /** What a test process needs to reach it, and to leave the user's own local cloud alone. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/**
 * Starts a local cloud with an app deployed, apart from the one that `npm start` leaves running: own ports and
 * data, the same installation.
 */
export async function startTestCloud({
  app = SHOP,
  log = showProgress(process.stdout),
  signal = new AbortController().signal,
}: { readonly app?: string; readonly log?: Log; readonly signal?: AbortSignal } = {}): Promise<TestCloud> {
  const installation = join(import.meta.dirname, '..', '..', '.local');
  const own = {
    HEADWATER_LOCAL_INSTALLATION: installation,
    HEADWATER_LOCAL_ROOT: join(installation, 'test'),
    HEADWATER_PORT: process.env.HEADWATER_TEST_PORT ?? '4567',
    HEADWATER_OPENSEARCH_PORT: process.env.HEADWATER_TEST_OPENSEARCH_PORT ?? '9211',
  };
  Object.assign(process.env, own);
  provideApp(app);
  const { upLocal } = await import('../../cli/deploy/deploy-local.ts');
  // A run that was killed leaves its servers behind.
  await stopLocalCloud({ log });
  await upLocal({ stage: 'dev' }, log, signal);
  const { env, openSearchEndpoint } = await localCloudStatus();
  return {
    env: {
      ...env,
      ...own,
      HEADWATER_CLOUD_PATIENCE_SECONDS: '45',
      HEADWATER_SEARCH_ENDPOINT: openSearchEndpoint,
      HEADWATER_CONFIG: app,
    },
    stop: async () => {
      await stopLocalCloud({ log, purge: true });
    },
  };
}
