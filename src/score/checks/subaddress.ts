// Does the local part carry a detail after its user (RFC 5233)?
import { type Check, result } from '../check-input.ts';
import { hasSubaddress } from '../local-facts.ts';

const SUBADDRESS = result('subaddress', 'pass', 'subaddress', 'rule');
const NO_SUBADDRESS = result('subaddress', 'pass', 'no-subaddress', 'rule');

export const checkSubaddress: Check = ({ local }) => (hasSubaddress(local) ? SUBADDRESS : NO_SUBADDRESS);
