/**
 * The listener's certificate: the one that was given, or a self-signed one with SANs that is kept in the data folder
 * and made anew when it ends within a month or lacks a name that is wanted now.
 */
import { X509Certificate } from "node:crypto";
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
  const { selfSigned } = await import("./self_signed.ts"); // 15 MB of code that other starts do without
  const made = await selfSigned(wanted, now);
  await writeNew(keyFile, made.key, 0o600);
  await writeNew(file, made.certificate, 0o644);
  return { ...made, file };
}

function serves(pem: string, names: readonly string[], now: Date): boolean {
  const certificate = new X509Certificate(pem);
  if (certificate.validToDate.getTime() - now.getTime() < 30 * DAY) return false;
  return names.every((name) =>
    (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined
  );
}

/** Written beside and renamed, so that a crash leaves the old one or the new one. */
async function writeNew(path: string, text: string, mode: number): Promise<void> {
  await Deno.writeTextFile(`${path}.new`, text, { mode });
  await Deno.rename(`${path}.new`, path);
}

const DAY = 86400e3;
