import { expect, test } from 'vitest';
import headwater from '../../headwater.config.ts';
import { resource, resourcesOf, synthesize } from './support/synth.ts';

const { pipelineTemplate } = synthesize({ stage: 'dev' }, { ...headwater, exportBackfill: true });

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly [name: string]: unknown;
}

/** The definition, with every reference to another resource as `*`. */
function machine(): { readonly StartAt: string; readonly States: Readonly<Record<string, State>> } {
  const { DefinitionString } = resource(pipelineTemplate, 'AWS::StepFunctions::StateMachine', 'ExportShop').Properties;
  const { 'Fn::Join': join } = DefinitionString as { 'Fn::Join': [string, unknown[]] };
  const text = join[1].map((part) => (typeof part === 'string' ? part : '*')).join('');
  return JSON.parse(text) as ReturnType<typeof machine>;
}

test('it waits for the export, then gives each file of its manifest to a worker', () => {
  const { StartAt, States } = machine();

  expect(StartAt).toBe('Look at the export');
  expect(States[StartAt]).toMatchObject({ Resource: 'arn:*:states:::aws-sdk:dynamodb:describeExport' });
  expect(States['Is it there?']).toMatchObject({
    Choices: [
      { StringEquals: 'COMPLETED', Next: 'Find its files' },
      { StringEquals: 'FAILED', Next: 'The export failed' },
    ],
    Default: 'Wait for the export',
  });
  expect(States['Wait for the export']).toMatchObject({ Type: 'Wait', Next: 'Look at the export' });
  expect(States['Every file']).toMatchObject({
    Type: 'Map',
    ItemReader: {
      Resource: 'arn:*:states:::s3:getObject',
      ReaderConfig: { InputType: 'JSONL' },
      Parameters: { 'Bucket.$': '$.bucket', 'Key.$': '$.list.files' },
    },
    MaxConcurrency: 20,
  });
});

test('a worker is called again until its file is done, and again when it fails', () => {
  const { ItemProcessor } = machine().States['Every file'] as unknown as {
    ItemProcessor: { ProcessorConfig: object; States: Readonly<Record<string, State>> };
  };

  expect(ItemProcessor.ProcessorConfig).toMatchObject({ Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' });
  expect(ItemProcessor.States['Send its rows']).toMatchObject({ Retry: [{ MaxAttempts: 8 }], Next: 'Was it all?' });
  expect(ItemProcessor.States['Was it all?']).toMatchObject({
    Choices: [{ BooleanEquals: true, Next: 'Go on behind them' }],
    Default: 'All sent',
  });
  expect(ItemProcessor.States['Go on behind them']).toMatchObject({
    InputPath: '$.sent.next',
    ResultPath: '$.from',
    Next: 'Send its rows',
  });
});

test('the worker reads exports, and may send to the bus and to queues of consumers without side effects only', () => {
  const [, policy] =
    Object.entries(resourcesOf(pipelineTemplate, 'AWS::IAM::Policy')).find(([id]) =>
      id.startsWith('ExportShopWorker'),
    ) ?? [];
  const text = JSON.stringify(policy?.Properties);

  expect(text).toContain('events:PutEvents');
  expect(text).toContain('ConsumerSearchBuffer');
  expect(text).not.toContain('ConsumerLowStock');
  expect(text).not.toMatch(/dynamodb:|"\*"|s3:\*/);
});

test('nothing of it is made unless the definition asks for it', () => {
  const plain = synthesize({ stage: 'dev' }).pipelineTemplate;

  expect(Object.keys(resourcesOf(plain, 'AWS::StepFunctions::StateMachine'))).toEqual([]);
});
