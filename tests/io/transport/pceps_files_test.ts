import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { expiryWords, readPcepsFiles } from "../../../src/io/transport/pceps_files.ts";
import { namesIn } from "../../../src/io/transport/certificate_names.ts";
import { createAuthority } from "./authority.ts";

Deno.test("`readPcepsFiles()` says which file is not good and what to do, before anything listens", async () => {
  const folder = await Deno.makeTempDir();
  const authority = await createAuthority("a");
  const good = await authority.sign(["pce.example"], 20);
  const other = await authority.sign(["other.example"]);
  const old = await authority.sign(["pce.example"], -1);
  const files = {
    "pce.pem": good.certificate,
    "pce.key": good.key,
    "ca.pem": authority.certificate,
    "other.key": other.key,
    "old.pem": old.certificate,
    "old.key": old.key,
    "nonsense": "nothing",
  };
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${folder}/${name}`, text);
  }
  const now = Date.now();
  const read = (certificate: string, key: string, ca = "ca.pem", at = now) =>
    readPcepsFiles({
      certificate: `${folder}/${certificate}`,
      key: `${folder}/${key}`,
      authority: `${folder}/${ca}`,
    }, at);
  const said = (...words: Parameters<typeof read>): string => {
    try {
      read(...words);
      return "";
    } catch (error) {
      return error instanceof Error ? error.message : "";
    }
  };
  assert.equal(said("pce.pem", "pce.key"), "");
  assert.match(said("none.pem", "pce.key"), /^pcep\.pceps\.certificate: \S+none\.pem is not there/);
  assert.match(said("pce.pem", "none.key"), /^pcep\.pceps\.key: \S+none\.key is not there/);
  assert.match(said("nonsense", "pce.key"), /holds no certificate in PEM/);
  assert.match(said("pce.pem", "nonsense"), /holds no private key in PEM/);
  assert.match(said("pce.pem", "pce.key", "nonsense"), /^pcep\.pceps\.authority: .*no certificate/);
  assert.match(said("pce.pem", "other.key"), /other\.key is not the key of \S+pce\.pem/);
  assert.match(said("old.pem", "old.key"), /old\.pem expired on \d{4}-\d\d-\d\d; put a new one/);
  assert.match(said("pce.pem", "pce.key", "ca.pem", now - 9 * DAY), /valid only from/);

  const loaded = read("pce.pem", "pce.key");
  assert.match(expiryWords(loaded, now) ?? "", /^pcep\.pceps\.certificate expires on \d{4}-/);
  assert.match(expiryWords(loaded, now + 21 * DAY) ?? "", /expired on/);
  assert.equal(expiryWords(loaded, now - 11 * DAY), undefined);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("`namesIn()` takes host names and addresses of a subjectAltName, and no forged text", async () => {
  const authority = await createAuthority("a");
  const read = async (...names: string[]) => {
    const { certificate } = await authority.sign(names);
    return namesIn(new X509Certificate(certificate).raw);
  };
  assert.deepEqual(await read("Paris.example", "192.0.2.1", "2001:db8:0::1"), [
    "paris.example",
    "192.0.2.1",
    "2001:db8::1",
  ]);
  assert.deepEqual(await read("odd, DNS:rome.example"), []);
  assert.deepEqual(namesIn(new X509Certificate(authority.certificate).raw), []);
});

const DAY = 86_400_000;
