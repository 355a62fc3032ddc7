// `sluice keys`: make, list and revoke API keys.
import { userInfo } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { composeApiKeys } from '../compose.ts';
import { SluiceError } from '../errors.ts';
import { KEY_ROLES, type KeyRole, SCOPES, type Scope } from '../model/actor.ts';
import type { CommandContext } from './context.ts';

interface CreateOptions {
  readonly name: string;
  readonly role: KeyRole;
  readonly scopes?: string;
  readonly publishable?: boolean;
  readonly origin?: string[];
  readonly sender?: string[];
  readonly expiresIn?: number;
  readonly person: string;
}

export function keysCommand(context: CommandContext): Command {
  const keys = new Command('keys').description('API keys');
  keys
    .command('create')
    .description('make a key; it is printed once, alone on standard output')
    .requiredOption('--name <name>', 'how the audit names it')
    .addOption(new Option('--role <role>', 'what it may do').choices(KEY_ROLES).default('service'))
    .option('--scopes <list>', 'narrow the role, for example lists:upload,lists:read')
    .option('--publishable', "a key for a page's source: validate only, from its origins")
    .option('--origin <origin...>', 'pages that may use a publishable key: https://clinic.org')
    .option('--sender <id...>', 'for the role sender: the releases of these senders alone')
    .option('--expires-in <days>', 'when it ends, 1 to 365 (default: 365)', parseDays)
    .option('--person <name>', 'user name of the person behind it', userInfo().username)
    .action(async (options: CreateOptions) => {
      await composeApiKeys(context.config(), context.log(), async (apiKeys, actor) => {
        const text = await apiKeys.create(actor, {
          name: options.name,
          role: options.publishable ? 'publishable' : options.role,
          scopes: options.scopes === undefined ? undefined : parseScopes(options.scopes),
          origins: options.origin ?? [],
          senders: options.sender,
          expiresInDays: options.expiresIn,
          person: options.person,
        });
        process.stdout.write(`${text}\n`);
      });
    });
  keys
    .command('list')
    .description('names, roles and states')
    .action(async () => {
      await composeApiKeys(context.config(), context.log(), async (apiKeys) => {
        for (const key of await apiKeys.list()) {
          const state = key.revokedAt ? 'revoked' : `until ${key.expiresAt.toISOString().slice(0, 10)}`;
          process.stdout.write(`${key.name}\t${key.role}\t${state}\n`);
        }
      });
    });
  keys
    .command('revoke')
    .description('end a key at once')
    .argument('<name>', 'as "keys list" shows it')
    .action(async (name: string) => {
      await composeApiKeys(context.config(), context.log(), async (apiKeys, actor) => {
        if (!(await apiKeys.revoke(actor, name)))
          throw new SluiceError('not-found', { detail: 'No such key is in force.' });
      });
    });
  return keys;
}

function parseDays(text: string): number {
  if (/^[0-9]{1,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a number of days, 1 to 365.');
}

function parseScopes(text: string): Scope[] {
  return text.split(',').map((word) => {
    const scope = SCOPES.find((known) => known === word.trim());
    if (scope) return scope;
    throw new SluiceError('invalid-value', { detail: `A scope is one of: ${SCOPES.join(', ')}.` });
  });
}
