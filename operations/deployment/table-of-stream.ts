import type { Deployment } from '../../shared/runtime/deployment.ts';

/**
 * The name of the table whose stream this is, or was: a stream that is switched off and on again, or that of a restored table,
 * has another label, and what was set aside of the old one is still the table's.
 */
export function tableOfStream(tables: Deployment['tables'], streamArn: string): string | undefined {
  return tables.find((table) => tablePart(table.streamArn) === tablePart(streamArn))?.name;
}

function tablePart(streamArn: string): string | undefined {
  return streamArn.split('/stream/')[0];
}
