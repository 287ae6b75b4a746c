/**
 * The listener's certificate: the one that was given, or a self-signed one with SANs that is kept in the data folder
 * and made anew when it ends within a month or lacks a name that is wanted now.
 */
import "reflect-metadata";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { join } from "node:path";
import { isIP } from "node:net";

export interface Certificate {
  readonly certificate: string; // PEM
  readonly key: string; // PEM
  /** The file that clients may trust; absent for one that was given. */
  readonly file?: string;
}

/** Reads files that the configuration names; throws with the name of the one that is missing or not PEM. */
export async function givenCertificate(paths: {
  readonly certificate: string;
  readonly key: string;
}): Promise<Certificate> {
  const certificate = await Deno.readTextFile(paths.certificate);
  const key = await Deno.readTextFile(paths.key);
  if (!certificate.includes("BEGIN CERTIFICATE")) {
    throw new Error(`${paths.certificate} is not a PEM certificate`);
  }
  if (!key.includes("PRIVATE KEY")) throw new Error(`${paths.key} is not a PEM private key`);
  return { certificate, key };
}

/** `folder` exists; `names` are host names and addresses that clients use besides localhost. */
export async function keptCertificate(
  folder: string,
  names: readonly string[] = [],
  now = new Date(),
): Promise<Certificate> {
  const file = join(folder, "api-certificate.pem"), keyFile = join(folder, "api-key.pem");
  const wanted = [...new Set(["localhost", "127.0.0.1", "::1", ...names])];
  try {
    const certificate = await Deno.readTextFile(file), key = await Deno.readTextFile(keyFile);
    if (serves(certificate, wanted, now)) return { certificate, key, file };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const made = await selfSigned(wanted, now);
  await writeNew(keyFile, made.key, 0o600);
  await writeNew(file, made.certificate, 0o644);
  return { ...made, file };
}

async function selfSigned(names: readonly string[], now: Date): Promise<Certificate> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const serial = crypto.getRandomValues(new Uint8Array(16));
  serial[0]! &= 0x7f; // positive (RFC 5280 §4.1.2.2)
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: [...serial].map((octet) => octet.toString(16).padStart(2, "0")).join(""),
    name: "CN=Cairn",
    notBefore: new Date(now.getTime() - DAY),
    notAfter: new Date(now.getTime() + 825 * DAY), // what browsers accept at most
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true), // rustls refuses an authority as a server
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        names.map((name) => ({ type: isIP(name) ? "ip" as const : "dns" as const, value: name })),
      ),
    ],
  });
  const pkcs8 = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return {
    certificate: certificate.toString("pem"),
    key: PemConverter.encode(pkcs8, "PRIVATE KEY"),
  };
}

function serves(pem: string, names: readonly string[], now: Date): boolean {
  const certificate = new X509Certificate(pem);
  if (certificate.notAfter.getTime() - now.getTime() < 30 * DAY) return false;
  const sans = certificate.getExtension(SubjectAlternativeNameExtension)?.names.items ?? [];
  const known = new Set(sans.map((each) => each.value));
  return names.every((name) => known.has(name));
}

/** Written beside and renamed, so that a crash leaves the old one or the new one. */
async function writeNew(path: string, text: string, mode: number): Promise<void> {
  await Deno.writeTextFile(`${path}.new`, text, { mode });
  await Deno.rename(`${path}.new`, path);
}

const DAY = 86400e3;
