/** Makes a self-signed certificate. A file of its own, loaded when one is needed: at the first start, then once in two years. */
import "reflect-metadata";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { isIP } from "node:net";

interface Made {
  readonly certificate: string; // PEM
  readonly key: string; // PEM
}

/** PEM for `names`, host names and addresses, from a day before `now`. */
export async function selfSigned(names: readonly string[], now: Date): Promise<Made> {
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

const DAY = 86400e3;
