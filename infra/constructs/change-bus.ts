import { CfnArchive, EventBus } from 'aws-cdk-lib/aws-events';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { type StageSettings, dataRemovalPolicy } from '../stages.ts';

export interface ChangeBusProps {
  readonly stage: StageSettings;
  readonly name: string;
  /** Events' `source` values that the archive keeps. */
  readonly sources: readonly string[];
  /** @default 30 */
  readonly archiveDays?: number;
}

export const DEFAULT_ARCHIVE_DAYS = 30;

/** The bus that events travel on, and the archive that replays come from. */
export class ChangeBus extends Construct {
  readonly bus: EventBus;
  readonly archiveName: string;
  readonly archiveArn: string;

  constructor(scope: Construct, id: string, props: ChangeBusProps) {
    super(scope, id);
    const { stage, name, sources, archiveDays = DEFAULT_ARCHIVE_DAYS } = props;
    const removalPolicy = dataRemovalPolicy(stage);

    this.bus = new EventBus(this, 'Bus', { eventBusName: name, description: 'Changes of rows, from Headwater' });
    this.bus.applyRemovalPolicy(removalPolicy);

    // Name and ARN are known before it exists, so that a cloud without archives can leave it out (omit-resources.ts).
    this.archiveName = name;
    this.archiveArn = Stack.of(this).formatArn({ service: 'events', resource: 'archive', resourceName: name });
    const archive = new CfnArchive(this, 'Archive', {
      archiveName: name,
      description: 'What replays read',
      sourceArn: this.bus.eventBusArn,
      eventPattern: { source: sources },
      retentionDays: archiveDays,
    });
    archive.applyRemovalPolicy(removalPolicy);
  }
}
