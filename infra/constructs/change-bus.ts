import { CfnArchive, EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { type RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { DEFAULT_ARCHIVE_DAYS } from '../../shared/domain/retention/retention.ts';
import { type StageSettings, dataRemovalPolicy } from '../stages.ts';

export interface ChangeBusProps {
  readonly stage: StageSettings;
  readonly name: string;
  /** Events' `source` values that the archive keeps. */
  readonly sources: readonly string[];
  /** @default 30 */
  readonly archiveDays?: number;
  /** The user's own bus. @default a new one */
  readonly given?: IEventBus | EventBus | undefined;
}

/** The bus that events travel on, and the archive that replays come from. */
export class ChangeBus extends Construct {
  readonly bus: IEventBus;
  readonly archive: CfnArchive;
  readonly archiveName: string;
  readonly archiveArn: string;

  constructor(scope: Construct, id: string, props: ChangeBusProps) {
    super(scope, id);
    const { stage, name, sources, archiveDays = DEFAULT_ARCHIVE_DAYS } = props;
    const removalPolicy = dataRemovalPolicy(stage);

    // An EventBus is an IEventBus, but not under exactOptionalPropertyTypes.
    this.bus = (props.given ?? this.makeBus(name, removalPolicy)) as IEventBus;

    // Name and ARN are known before it exists, so that a cloud without archives can leave it out (omit-resources.ts).
    this.archiveName = name;
    this.archiveArn = Stack.of(this).formatArn({ service: 'events', resource: 'archive', resourceName: name });
    this.archive = new CfnArchive(this, 'Archive', {
      archiveName: name,
      description: 'What replays read',
      sourceArn: this.bus.eventBusArn,
      eventPattern: { source: sources },
      retentionDays: archiveDays,
    });
    this.archive.applyRemovalPolicy(removalPolicy);
  }

  private makeBus(name: string, removalPolicy: RemovalPolicy): EventBus {
    const bus = new EventBus(this, 'Bus', { eventBusName: name, description: 'Changes of rows, from Headwater' });
    bus.applyRemovalPolicy(removalPolicy);
    return bus;
  }
}
