// `sluice reference allow`, `block`, `unlist` and `local`: the organisation's own word about domains.
import { Command } from 'commander';
import { composeLocalLists } from '../compose-local-lists.ts';
import { LOCAL_LISTS, type LocalList } from '../model/own-lists.ts';
import type { CommandContext } from './context.ts';

const SAYS: Readonly<Record<LocalList, string>> = {
  allow: 'vouch for domains and all below them: never disposable, parked or a typo',
  block: 'block domains and all below them: always disposable',
};

/** The four commands, to be put below `reference`. */
export function localListCommands(context: CommandContext): Command[] {
  return [
    ...LOCAL_LISTS.map((list) => addCommand(context, list)),
    removeCommand(context),
    showCommand(context),
  ];
}

function addCommand(context: CommandContext, list: LocalList): Command {
  return new Command(list)
    .description(SAYS[list])
    .argument('<domains...>', 'for example clinic.org')
    .action(async (domains: string[]) => {
      const changed = await composeLocalLists(context.config(), context.log(), (lists, actor) =>
        lists.add(actor, list, domains),
      );
      process.stdout.write(`${changed} put on the ${list} list\n`);
    });
}

function removeCommand(context: CommandContext): Command {
  return new Command('unlist')
    .description('take domains off the local list that they are on')
    .argument('<domains...>', 'as "reference local" shows them')
    .action(async (domains: string[]) => {
      const changed = await composeLocalLists(context.config(), context.log(), (lists, actor) =>
        lists.remove(actor, domains),
      );
      process.stdout.write(`${changed} taken off\n`);
    });
}

function showCommand(context: CommandContext): Command {
  return new Command('local').description('the local lists: a domain a line').action(async () => {
    const shown = await composeLocalLists(context.config(), context.log(), (lists, actor) =>
      lists.read(actor),
    );
    for (const list of LOCAL_LISTS) {
      for (const { domain, added_at } of shown[list].domains) {
        process.stdout.write(`${list}\t${domain}\t${added_at.slice(0, 10)}\n`);
      }
    }
  });
}
