// What each role of a key may do; `--scopes` can only narrow it.
import type { KeyRole, Scope } from '../model/actor.ts';

const SERVICE: readonly Scope[] = [
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
  'manifests:read',
  'lists:results',
  'reference:write',
];

/** Hold decisions, policies, lifts, roles, reveal and break-glass are people's: no role of a key has them. */
export const ROLE_SCOPES: Readonly<Record<KeyRole, readonly Scope[]>> = {
  service: SERVICE,
  upload: ['lists:upload', 'lists:read'],
  // Who fetches a file fetches its proof.
  sender: ['releases:read', 'releases:fetch', 'releases:recheck', 'manifests:read', 'suppressions:add'],
  auditor: ['audit:read', 'manifests:read'],
  publishable: ['validate'],
};
