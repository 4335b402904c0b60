/** Makes what verbs are made with. Apart from the verbs themselves, as a project's are made with it, too. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { VerbTools } from './verb-tools.ts';

/** In the help of each verb, and in that of all. */
export const EXIT_CODES = `
Exit codes:
  0    done, or in step
  1    found out, and it is not well: not in step, a deploy or a replay that failed
  2    a mistake in the command, or the question could not be answered
  130  interrupted (Ctrl-C)`;

/** Each verb has its examples and the exit codes in its help. */
export function verbTools(program: Command, run: VerbTools['run']): VerbTools {
  const verb: VerbTools['verb'] = (name, description, examples, parent = program) =>
    parent
      .command(name)
      .description(description)
      .addHelpText(
        'after',
        `\nExamples:\n${examples.map((line) => `  $ npx headwater ${line}`).join('\n')}\n${EXIT_CODES}`,
      )
      .exitOverride();
  return { verb, withCommon, wholeNumber, run };
}

function withCommon(command: Command): Command {
  return command
    .addOption(new Option('--stage <name>', 'the stage').choices(['dev', 'prod']).default('dev'))
    .option('--endpoint <url>', 'of a cloud that you run, such as http://localhost:4566')
    .option('--aws', 'the AWS account of your credentials')
    .option('--json', 'print JSON');
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}
