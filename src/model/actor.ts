// Who acts: every change names one, and every audit event is written in its transaction.

export const KEY_ROLES = ['service', 'upload', 'sender', 'auditor', 'publishable'] as const;
export type KeyRole = (typeof KEY_ROLES)[number];

export const SCOPES = [
  'validate',
  'lists:upload',
  'lists:read',
  'lists:write',
  'people:read',
  'consents:write',
  'contacts:write',
  'suppressions:add',
  'suppressions:import',
  'events:write',
  'senders:read',
  'senders:write',
  'releases:create',
  'releases:read',
  'releases:fetch',
  'releases:recheck',
  'imports:read',
  'metrics:read',
  'audit:read',
  'manifests:read',
  'lists:results',
  'reference:write',
] as const;
export type Scope = (typeof SCOPES)[number];

/** A key (`key:<name>`), a person on the command line, or Sluice itself (`system`). */
export interface Actor {
  readonly name: string;
  /** The person behind; null for `system`. */
  readonly personId: string | null;
}

export const SYSTEM: Actor = { name: 'system', personId: null };

/** Who acts when a command is run on the machine itself. */
export const COMMAND_LINE: Actor = { name: 'cli', personId: null };
