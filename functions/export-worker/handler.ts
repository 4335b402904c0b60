/** Run by the state machine of an export, once for each file or part of one. */
import type { Context } from 'aws-lambda';
import type { ExportFileEvent } from './export-event.ts';
import { openPorts } from './ports.ts';
import { NOTHING_YET } from '../../shared/domain/jobs/backfill-job.ts';
import { sendExportFile, type SentPart } from './send-export-file.ts';

const ports = await openPorts();

export async function handler(event: ExportFileEvent, context: Context): Promise<SentPart> {
  const { bucket, file, exportTime, entities, consumers, before, job, index } = event;
  const name = file.dataFileS3Key;
  const part = { name, file: await ports.open(bucket, name), before, items: file.itemCount };
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
  const { more, ...counts } = sent;
  // Segment 0 is the export itself.
  await ports.jobs.checkpoint(job, { segment: index + 1, done: !more, counts: { ...NOTHING_YET, ...counts } });
  return sent;
}
