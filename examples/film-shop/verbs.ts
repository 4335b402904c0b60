/** The theatre: the film shop's own verbs, demo and drill. */
export { default } from '../../cli/theatre.ts';
