/** Certificate, key and authority of PCEPS (RFC 8253): read, and judged before anything listens. */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { EdgeError } from "../edge_error.ts";

/** Paths, as the configuration has them. */
export interface PcepsPaths {
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
}
/** PEM, as it goes into a TLS context. */
export interface PcepsFiles {
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
  /** The first of ours and the authority's to expire: what it is, and when (milliseconds since 1970). */
  readonly expires: { readonly what: string; readonly at: number };
}

/** Throws EdgeError: one sentence that names the key of the configuration and what to do. */
export function readPcepsFiles(paths: PcepsPaths, now: number): PcepsFiles {
  const certificate = read(paths.certificate, "certificate");
  const key = read(paths.key, "key");
  const authority = read(paths.authority, "authority");
  const [own] = certificatesIn(certificate, paths.certificate, "certificate");
  const trusted = certificatesIn(authority, paths.authority, "authority");
  if (!own) throw new EdgeError(`${SECTION}.certificate: ${paths.certificate} holds none`);
  if (!own.checkPrivateKey(privateKey(key, paths.key))) {
    const fix = `make both anew, or name the pair that belongs together`;
    throw new EdgeError(
      `${SECTION}.key: ${paths.key} is not the key of ${paths.certificate}; ${fix}`,
    );
  }
  const dated = [
    { what: "certificate", path: paths.certificate, x509: own },
    ...trusted.map((x509) => ({ what: "authority", path: paths.authority, x509 })),
  ].map((one) => ({
    ...one,
    from: Date.parse(one.x509.validFrom),
    at: Date.parse(one.x509.validTo),
  }));
  for (const { what, path, from, at } of dated) {
    const place = `${SECTION}.${what}: ${path}`;
    if (at <= now) throw new EdgeError(`${place} expired on ${day(at)}; put a new one there`);
    if (from > now) {
      throw new EdgeError(`${place} is valid only from ${day(from)}; check the clock`);
    }
  }
  const first = dated.reduce((a, b) => b.at < a.at ? b : a);
  return {
    certificate,
    key,
    authority,
    expires: { what: `${SECTION}.${first.what}`, at: first.at },
  };
}

/** When it is less than 30 days: the words for the alarm. */
export function expiryWords({ expires }: PcepsFiles, now: number): string | undefined {
  if (expires.at - now > WARN_MILLISECONDS) return undefined;
  const verb = expires.at <= now ? "expired" : "expires";
  return `${expires.what} ${verb} on ${day(expires.at)}`;
}

function read(path: string, key: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const why = error instanceof Error && error.message.includes("ENOENT")
      ? "is not there"
      : "cannot be read";
    throw new EdgeError(`${SECTION}.${key}: ${path} ${why}; put a PEM file there`);
  }
}
function certificatesIn(pem: string, path: string, key: string): X509Certificate[] {
  const parts = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    if (parts.length > 0) return parts.map((part) => new X509Certificate(part));
  } catch { // said below
  }
  throw new EdgeError(`${SECTION}.${key}: ${path} holds no certificate in PEM`);
}
function privateKey(pem: string, path: string) {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new EdgeError(`${SECTION}.key: ${path} holds no private key in PEM without a password`);
  }
}
const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

const SECTION = "pcep.pceps";
const WARN_MILLISECONDS = 30 * 86_400_000;
