// What an organisation knows of a person apart from permission: residence, confirmation, protection.

/** One line of a contacts import, checked, before keys are made; null: the file does not say. */
export interface ContactRecord {
  /** Upper-case subdivision code without the country, e.g. `CO`. */
  readonly residenceState: string | null;
  /** ISO 3166-1 alpha-2, upper case. */
  readonly residenceCountry: string | null;
  /** When the person proved that the address is theirs. */
  readonly addressConfirmedAt: Date | null;
  readonly isMinor: boolean | null;
  readonly deceasedAt: Date | null;
  /** Asked for confidential communication (45 CFR 164.522(b)): this address is not the chosen one. */
  readonly confidential: boolean | null;
}
