import { deepStrictEqual as equal, match, ok, rejects } from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { givenCertificate, keptCertificate } from "../../src/io/http/certificates.ts";
import { createApi } from "../../src/api/api.ts";
import { listenHttp } from "../../src/io/http/http_listener.ts";
import { FakeController } from "./fake_controller.ts";
import { testPorts } from "./fake_ports.ts";
import { serve, testCertificate } from "./serve.ts";

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "cairn-certificate-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("`keptCertificate()` makes one with SANs, keeps it, and renews it in time", () =>
  inFolder(async (folder) => {
    const first = await keptCertificate(folder, ["cairn.example", "192.0.2.254", "2001:db8::1"]);
    const { subjectAltName, validTo } = new X509Certificate(first.certificate);
    for (const name of ["DNS:localhost", "DNS:cairn.example", "IP Address:192.0.2.254"]) {
      ok(subjectAltName?.includes(name), name);
    }
    equal((await keptCertificate(folder, ["cairn.example"])).certificate, first.certificate);
    const key = await Deno.stat(`${folder}/api-key.pem`);
    equal((key.mode ?? 0) & 0o777, 0o600);
    const other = await keptCertificate(folder, ["other.example"]);
    ok(other.certificate !== first.certificate, "a name that it lacks");
    const late = new Date(Date.parse(validTo) - 20 * 86400e3);
    const renewed = await keptCertificate(folder, ["other.example"], late);
    ok(renewed.certificate !== other.certificate, "20 days before its end");
  }));

Deno.test("`givenCertificate()` says which file is wrong", () =>
  inFolder(async (folder) => {
    const { certificate, key } = await keptCertificate(folder);
    const paths = { certificate: `${folder}/c.pem`, key: `${folder}/k.pem` };
    await rejects(givenCertificate(paths), Deno.errors.NotFound);
    await Deno.writeTextFile(paths.certificate, certificate);
    await Deno.writeTextFile(paths.key, "nonsense");
    await rejects(givenCertificate(paths), /k\.pem is not a PEM private key/);
    await Deno.writeTextFile(paths.key, key);
    equal((await givenCertificate(paths)).key, key);
  }));

Deno.test("`listenHttp()` says in a sentence that its port is taken", async () => {
  await using server = await serve();
  const ports = await testPorts(new FakeController());
  const api = await createApi(ports, { version: "0.1.0" });
  const certificate = await testCertificate();
  const { port } = server.listener;
  await rejects(
    listenHttp(api, { host: "127.0.0.1", port, certificate, report: ports.report }),
    (error: Error) => {
      match(error.message, /^api\.listen 127\.0\.0\.1:\d+ is already in use/);
      return true;
    },
  );
  api.stop();
});
