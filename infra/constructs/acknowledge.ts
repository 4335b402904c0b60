import { Reference, type ResolveFnToken, Stack, Token, Tokenization, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
