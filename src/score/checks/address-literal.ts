// Does the address name a host by its IP address (RFC 5321 4.1.3), and can mail reach that address?
import { type Check, result } from '../check-input.ts';
import { hasFlag } from '../local-facts.ts';

const HOST_NAME = result('address-literal', 'pass', 'host-name', 'rule');
const LITERAL = result('address-literal', 'fail', 'address-literal', 'rule');
const NON_PUBLIC = result('address-literal', 'fail', 'non-public-ip', 'rule');

export const checkAddressLiteral: Check = ({ local }) => {
  if (hasFlag(local, 'non-public-ip')) return NON_PUBLIC;
  return hasFlag(local, 'address-literal') ? LITERAL : HOST_NAME;
};
