/**
 * Names that routers remember for ever: SYMBOLIC-PATH-NAME is `<prefix>.<network>.<policy uid>.<discriminator>`, made
 * of ids that survive renames. With it an LSP is known again after any restart (RFC 8231 §7.3.2).
 */
export interface Namespace {
  readonly namePrefix: string;
  readonly network: string;
}
export interface LspName {
  readonly uid: string; // of the policy
  readonly discriminator: number; // of the candidate path (RFC 9256 §2.5), 1 … 2^32 − 1
}

/** At most 50 octets of ASCII; throws RangeError where a name could not be read back. */
export function formatLspName(space: Namespace, name: LspName): string {
  const text = `${space.namePrefix}.${space.network}.${name.uid}.${name.discriminator}`;
  if (text.length > 50 || parseLspName(space, text)?.uid !== name.uid) {
    throw new RangeError(`${text} cannot be a symbolic path name: at most 50 letters and digits`);
  }
  return text;
}

/** undefined: not a name of this network's controller. */
export function parseLspName(space: Namespace, text: string): LspName | undefined {
  const start = `${space.namePrefix}.${space.network}.`;
  if (!text.startsWith(start)) return undefined;
  const match = /^([a-z0-9]{1,16})\.([1-9]\d{0,9})$/.exec(text.slice(start.length));
  if (!match) return undefined;
  const discriminator = Number(match[2]);
  return discriminator <= 0xffffffff ? { uid: match[1]!, discriminator } : undefined;
}
