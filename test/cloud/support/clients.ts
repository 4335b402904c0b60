import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';

export const region = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? 'us-east-1';

// Which cloud: AWS_ENDPOINT_URL alone decides, the SDK reads it. Nothing else here knows an emulator from AWS.
const settings = { region };

export const cloudFormation = new CloudFormationClient(settings);
export const dynamodb = new DynamoDBClient(settings);
export const streams = new DynamoDBStreamsClient(settings);
export const eventBridge = new EventBridgeClient(settings);
export const lambda = new LambdaClient(settings);
export const s3 = new S3Client({ ...settings, forcePathStyle: process.env['AWS_ENDPOINT_URL'] !== undefined });
export const sqs = new SQSClient(settings);
export const sts = new STSClient(settings);
