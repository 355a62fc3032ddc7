// The shape of tr46 6.0.0 (UTS #46, Unicode 17), which ships without types.

declare module 'tr46' {
  export interface ProcessingOptions {
    readonly checkHyphens?: boolean;
    readonly checkBidi?: boolean;
    readonly checkJoiners?: boolean;
    readonly useSTD3ASCIIRules?: boolean;
    readonly transitionalProcessing?: boolean;
    readonly ignoreInvalidPunycode?: boolean;
  }

  /** The domain as A-labels, or null when the processing recorded an error. */
  export function toASCII(
    domainName: string,
    options?: ProcessingOptions & { readonly verifyDNSLength?: boolean },
  ): string | null;

  /** The domain as U-labels, which is also filled in when `error` is true. */
  export function toUnicode(
    domainName: string,
    options?: ProcessingOptions,
  ): { readonly domain: string; readonly error: boolean };
}
