/** Certificates for tests: an authority of its own, and who it signs. */
import "reflect-metadata";
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { isIP } from "node:net";

export interface Pair {
  readonly certificate: string; // PEM
  readonly key: string;
}
export interface Authority {
  readonly certificate: string;
  /** One for these names; good from yesterday for so many days. */
  sign(names: readonly string[], days?: number): Promise<Pair>;
}

export async function createAuthority(name: string, days = 3650): Promise<Authority> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const own = await X509CertificateGenerator.createSelfSigned({
    ...common(days),
    name: `CN=${name}`,
    keys,
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  });
  return {
    certificate: pem(own),
    async sign(names, days = 365) {
      const pair = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
      const signed = await X509CertificateGenerator.create({
        ...common(days),
        subject: `CN=${names[0] ?? "nobody"}`,
        issuer: own.subject,
        publicKey: pair.publicKey,
        signingKey: keys.privateKey,
        extensions: [
          new BasicConstraintsExtension(false, undefined, true),
          new SubjectAlternativeNameExtension(
            names.map((one) => ({ type: isIP(one) ? "ip" as const : "dns" as const, value: one })),
          ),
        ],
      });
      const pkcs8 = await crypto.subtle.exportKey("pkcs8", pair.privateKey);
      return { certificate: pem(signed), key: PemConverter.encode(pkcs8, "PRIVATE KEY") };
    },
  };
}

const common = (days: number) => ({
  serialNumber: `01${crypto.randomUUID().replaceAll("-", "")}`,
  notBefore: new Date(Date.now() - 2 * DAY),
  notAfter: new Date(Date.now() + days * DAY),
  signingAlgorithm: ALGORITHM,
});
const pem = (certificate: X509Certificate): string => certificate.toString("pem");
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY = 86_400_000;
