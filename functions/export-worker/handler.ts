/** Run by the state machine of an export, once for each file or part of one. */
import type { Context } from 'aws-lambda';
import type { ExportFileEvent } from './export-event.ts';
import { openPorts } from './ports.ts';
import { sendExportFile, type SentPart } from './send-export-file.ts';

const ports = await openPorts();

export async function handler(
  event: ExportFileEvent,
  context: Context,
): Promise<SentPart & { readonly more: boolean }> {
  const { bucket, file, exportTime, entities, consumers, from } = event;
  const name = file.dataFileS3Key;
  const part = { name, file: await ports.open(bucket, name), from, items: file.itemCount };
  const sent = await sendExportFile(
    { ...part, readAt: Date.parse(exportTime) },
    {
      read: ports.read,
      targets: ports.targetsOf(consumers),
      entities: new Set(entities),
      rejected: ports.rejected,
      timeLeft: () => context.getRemainingTimeInMillis(),
    },
  );
  return { ...sent, more: sent.next !== undefined };
}
