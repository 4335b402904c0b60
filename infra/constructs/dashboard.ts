import { Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { ChangeStream } from './change-stream.ts';
import type { Consumer } from './consumer.ts';
import { depth, iteratorAge, oldestMessage, outcomes } from './pipeline-metrics.ts';

export interface PipelineDashboardProps {
  readonly name: string;
  readonly streams: readonly ChangeStream[];
  readonly consumers: readonly Consumer[];
}

/** What moves, what waits, what failed: from the stream at the top to the functions at the bottom. */
export class PipelineDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, { name, streams, consumers }: PipelineDashboardProps) {
    super(scope, id);
    const buffers = consumers.map(({ buffer }) => buffer);
    const failed = [
      ...streams.map(({ rejected }) => rejected),
      ...consumers.flatMap(({ deadLetters, ruleDeadLetters }) => [deadLetters, ruleDeadLetters]),
    ];
    const functions = [
      ...streams.map(({ normalizer }) => normalizer),
      ...consumers.map((consumer) => consumer.function),
    ];
    const stages = ['normalizer', ...consumers.map(({ definition }) => definition.name)];
    this.dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: name,
      widgets: [
        [
          graph('Stream: iterator age', streams.map(iteratorAge)),
          graph('Buffers: oldest message', buffers.map(oldestMessage)),
        ],
        [graph('Buffers: messages waiting', buffers.map(depth)), graph('Rejected and dead letters', failed.map(depth))],
        stages.map((stage) => graph(`Outcomes: ${stage}`, [outcomes(name, stage)])),
        [
          graph(
            'Functions: duration',
            functions.map((made) => made.function.metricDuration({ statistic: 'p99' })),
          ),
          graph(
            'Functions: errors',
            functions.map((made) => made.function.metricErrors()),
          ),
        ],
      ],
    });
  }
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 12 });
}
