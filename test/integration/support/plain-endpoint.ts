import type { Deployment } from '../../../shared/runtime/deployment.ts';

/** OpenSearch itself, which asks nobody who calls, also where the domain of the deployment does (local/cloud/search_domains.py). */
export function plainEndpoint({ search }: Deployment): string {
  return process.env['HEADWATER_SEARCH_ENDPOINT'] ?? search?.endpoint ?? '';
}
