import { Option, type Command } from 'commander';

/** How an answer of the analytics copy is wished for. */
export function withForms(command: Command): Command {
  return command
    .option('--csv', 'print CSV')
    .addOption(
      new Option('--engine <name>', 'who answers (default: athena on AWS, else duckdb)').choices(['duckdb', 'athena']),
    )
    .option('--yes', 'ask Athena without a word about what it costs');
}
