// The other verifiers, each behind one function that judges one address with the checks it has.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** The checks that a peer does without the network. */
export type PeerCheck = 'syntax' | 'typo' | 'disposable' | 'free' | 'role';

export interface Peer {
  readonly name: string;
  readonly checks: readonly PeerCheck[];
  /** Slow peers judge one address of so many, of the same mix. */
  readonly oneOf: number;
  judge(address: string): unknown;
}

interface ValidatorModule {
  isEmail(address: string): boolean;
}
interface MailCheckerModule {
  isValid(address: string): boolean;
}
interface DeepModule {
  validate(options: Readonly<Record<string, string | boolean>>): Promise<unknown>;
}
interface EmailCheckModule {
  verifyEmail(options: Readonly<Record<string, string | boolean>>): Promise<unknown>;
}

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

/** Loads the peers, and installs them first where they are missing: they are no part of the product. */
export function loadPeers(): readonly Peer[] {
  if (!existsSync(`${FOLDER}node_modules`)) {
    const output = ['ignore', 'ignore', 'inherit'] as const;
    execFileSync('npm', ['ci', '--ignore-scripts', '--loglevel=error'], { cwd: FOLDER, stdio: [...output] });
  }
  const load = createRequire(import.meta.url);
  const validator = load('validator') as ValidatorModule;
  const mailChecker = load('mailchecker') as MailCheckerModule;
  const deep = load('deep-email-validator') as DeepModule;
  const emailCheck = load('@emailcheck/email-validator-js') as EmailCheckModule;
  const offline = { verifyMx: false, verifySmtp: false, checkDisposable: true, checkFree: true };
  return [
    {
      name: 'validator',
      checks: ['syntax'],
      oneOf: 1,
      judge: (address) => validator.isEmail(address),
    },
    {
      name: 'mailchecker',
      checks: ['syntax', 'disposable'],
      oneOf: 1,
      judge: (address) => mailChecker.isValid(address),
    },
    {
      name: 'deep-email-validator',
      checks: ['syntax', 'typo', 'disposable'],
      oneOf: 5,
      judge: (email) => deep.validate({ email, validateMx: false, validateSMTP: false }),
    },
    {
      name: '@emailcheck/email-validator-js without typos',
      checks: ['syntax', 'disposable', 'free'],
      oneOf: 2,
      judge: (emailAddress) => emailCheck.verifyEmail({ ...offline, emailAddress, suggestDomain: false }),
    },
    {
      name: '@emailcheck/email-validator-js',
      checks: ['syntax', 'typo', 'disposable', 'free'],
      oneOf: 20,
      judge: (emailAddress) => emailCheck.verifyEmail({ ...offline, emailAddress, suggestDomain: true }),
    },
  ];
}
