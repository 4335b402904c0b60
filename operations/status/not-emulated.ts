import type { Deployed } from '../deployed.ts';

/** A resource that the local cloud accepted and put a placeholder for. */
export interface NotEmulated {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly reason: string;
}

/** What stands in this deployment for something real; empty for any cloud but the local one. */
export async function listNotEmulated({
  target,
  definition,
  stage,
}: Pick<Deployed, 'target' | 'definition' | 'stage'>): Promise<readonly NotEmulated[]> {
  if (target.kind === 'aws') return [];
  try {
    const response = await fetch(`${target.endpoint}/_headwater/not-emulated`, { signal: AbortSignal.timeout(5_000) });
    const listing: unknown = response.ok ? await response.json() : [];
    const prefix = `${definition.name}-${stage}-`;
    return Array.isArray(listing) ? listing.filter(isNotEmulated).filter(({ stack }) => stack.startsWith(prefix)) : [];
  } catch {
    return [];
  }
}

function isNotEmulated(part: unknown): part is NotEmulated {
  return typeof part === 'object' && part !== null && 'stack' in part && typeof part.stack === 'string';
}
