import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LocalCloudStatus } from '../../local/local-cloud.ts';

/** A deploy that succeeded: what it was made from, and in which run of the local cloud. */
interface Deployed {
  readonly fingerprint: string;
  readonly run: string;
}

/** The last deploy to the local cloud, kept in `.local/`, so that an unchanged one need not be made again. */
export interface RememberedDeploy {
  isCurrent(fingerprint: string): Promise<boolean>;
  remember(fingerprint: string): Promise<void>;
  forget(): Promise<void>;
}

export function rememberedDeploy({ root, servers, endpoint }: LocalCloudStatus, stage: string): RememberedDeploy {
  const file = join(root, 'deployed', `${stage}.json`);
  // MiniStack forgets its stacks when it ends: only a deploy of this very process counts.
  const server = servers.find((candidate) => candidate.endpoint === endpoint);
  const run = `${server?.pid ?? 'none'} ${server?.startedAt ?? ''}`;
  return {
    async isCurrent(fingerprint) {
      const deployed = parse(await readFile(file, 'utf8').catch(() => ''));
      return deployed?.fingerprint === fingerprint && deployed.run === run;
    },
    async remember(fingerprint) {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, JSON.stringify({ fingerprint, run } satisfies Deployed));
    },
    forget: () => rm(file, { force: true }),
  };
}

function parse(text: string): Partial<Deployed> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
