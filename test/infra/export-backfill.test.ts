import { expect, test } from 'vitest';
import headwater from '../fixtures/shop/headwater.config.ts';
import { resource, resourcesOf, synthesize } from './support/synth.ts';

const { pipelineTemplate } = synthesize({ stage: 'dev' });

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
  // While it is in progress, an export has no manifest: nothing may name one before it is complete.
  expect(States[StartAt]).not.toHaveProperty('ResultSelector');
  expect(States['Wait for the export']).toMatchObject({ Type: 'Wait', Next: 'Look at the export' });
  expect(States['Every file']).toMatchObject({
    Type: 'Map',
    ItemReader: {
      Resource: 'arn:*:states:::s3:getObject',
      ReaderConfig: { InputType: 'JSONL' },
      Parameters: { 'Key.$': '$.list.files' },
    },
    MaxConcurrency: 20,
  });
});

test('a worker is called again until its file is done, and again when it fails', () => {
  const { ItemProcessor } = machine().States['Every file'] as unknown as {
    ItemProcessor: { ProcessorConfig: object; States: Readonly<Record<string, State>> };
  };

  expect(ItemProcessor.ProcessorConfig).toMatchObject({ Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' });
  expect(ItemProcessor.States['Send its rows']).toMatchObject({
    Retry: [{ MaxAttempts: 8 }],
    ResultPath: '$.before',
    Next: 'Was it all?',
  });
  expect(ItemProcessor.States['Was it all?']).toMatchObject({
    Choices: [{ Variable: '$.before.more', BooleanEquals: true, Next: 'Send its rows' }],
    Default: 'All sent',
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
  expect(text.match(/dynamodb:\w+/g)).toEqual(['dynamodb:PutItem']);
  expect(text).not.toMatch(/"\*"|s3:\*/);
});

test('nothing of it is made unless the definition asks for it', () => {
  const plain = synthesize({ stage: 'dev' }, { ...headwater, exportBackfill: false }).pipelineTemplate;

  expect(Object.keys(resourcesOf(plain, 'AWS::StepFunctions::StateMachine'))).toEqual([]);
});
