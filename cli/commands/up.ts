import { listNotEmulated } from '../../operations/status/not-emulated.ts';
import { chooseTarget, namedEndpoint } from '../cloud/choose-target.ts';
import type { CommonOptions, Session } from '../cloud/session.ts';
import { upEndpoint } from '../deploy/deploy-to-endpoint.ts';
import { upLocal } from '../deploy/deploy-local.ts';
import { CommandError, EXIT, type ExitCode } from '../errors.ts';
import { openTerminal } from '../output/terminal.ts';

export interface Up {
  readonly session: Session;
  readonly deployed: 'new' | 'unchanged';
  /** Resource types that this cloud cannot provision. */
  readonly leftOut: readonly string[];
}

export async function up(options: CommonOptions, signal: AbortSignal): Promise<ExitCode> {
  const start = Date.now();
  const { session, deployed, leftOut } = await bringUp(options, signal);
  const endpoint = session.target.kind === 'aws' ? null : session.target.endpoint;
  const seconds = Math.round((Date.now() - start) / 100) / 10;
  const text = [
    `${deployed === 'new' ? 'deployed' : 'up, nothing changed'}: stage ${session.stage} at ${endpoint ?? 'AWS'} (${seconds} s)`,
    ...(leftOut.length > 0 ? [`This cloud cannot provision, and so lacks: ${leftOut.join(', ')}`] : []),
    nextSteps(session),
  ].join('\n');
  session.terminal.result({ stage: session.stage, endpoint, deployed, seconds, leftOut }, text);
  return EXIT.ok;
}

function nextSteps({ target, definition }: Session): string {
  // The film shop's own verb.
  const verbs = definition.verbs === undefined ? ['status'] : ['demo', 'status'];
  const next = (where: string): string => `Next: ${verbs.map((verb) => `npx headwater ${verb}${where}`).join(', ')}`;
  if (target.kind === 'local') return `${next('')}; npx headwater down stops it.`;
  return next(target.kind === 'endpoint' ? ` --endpoint ${target.endpoint}` : ' --aws');
}

/**
 * Brings up the local cloud with the current definition deployed, or deploys to the endpoint that was named.
 * @throws CommandError for --aws: a real account is deployed to with the CDK itself, which asks before it changes roles
 */
export async function bringUp(options: CommonOptions, signal: AbortSignal): Promise<Up> {
  const { log } = openTerminal({ json: options.json ?? false });
  const asked = namedEndpoint(options, process.env);
  if (options.aws) {
    throw new CommandError(
      'An AWS account is not brought up by this command.',
      `npx cdk deploy --all -c stage=${options.stage} deploys there, and asks before it changes permissions.`,
    );
  }
  const nothing = { running: false, endpoint: '', servers: [] };
  const target =
    asked === undefined ? undefined : chooseTarget({ endpoint: asked }, { env: {}, local: nothing, writes: true });
  if (target?.kind === 'endpoint') {
    const { session, cloud } = await upEndpoint(target, options, log, signal);
    const leftOut = cloud.omit.filter((type) => !(cloud.archiveByApi && type === 'AWS::Events::Archive'));
    return { session, deployed: 'new', leftOut };
  }
  const { session, deployed } = await upLocal(options, log, signal);
  const notEmulated = await listNotEmulated(session);
  return { session, deployed, leftOut: [...new Set(notEmulated.map(({ type }) => type))] };
}
