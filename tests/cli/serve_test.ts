/** `cairn serve` as a process of its own: signals, restarts, and what it says when it cannot start. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../src/io/free_port.ts";
import { temporaryFolder } from "../io/store/temporary.ts";
import { run } from "./paper.ts";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));
const OPEN = "2001002801100024201e78040010000400000005002200100000000101000000001a000400000008";
const KEEPALIVE = "20020004";
const PASSWORD = "correct horse battery";

async function prepare(more = "") {
  const folder = temporaryFolder("serve");
  const [api, pcep] = [await freePort("127.0.0.1"), await freePort("127.0.0.1")];
  const config = join(folder, "cairn.yaml");
  writeFileSync(
    config,
    `data: ./data
api: { listen: "127.0.0.1:${api}" }
pcep: { listen: "127.0.0.1:${pcep}" }
mode: control
safety: { startQuiet: 0s }
${more}`,
  );
  return { folder, config, api, pcep, data: join(folder, "data") };
}
type Place = Awaited<ReturnType<typeof prepare>>;

function start({ config, folder }: Place, env: Readonly<Record<string, string>> = {}) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", MAIN, "serve", "--config", config],
    env: { ...env },
    cwd: folder,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const heard = { out: "", err: "" };
  const listen = async (stream: ReadableStream<Uint8Array>, key: "out" | "err") => {
    for await (const chunk of stream) heard[key] += new TextDecoder().decode(chunk);
  };
  const done = Promise.all([listen(child.stdout, "out"), listen(child.stderr, "err")]);
  return {
    child,
    heard,
    async ended() {
      await done;
      return await child.status;
    },
    async says(pattern: RegExp, key: "out" | "err" = "err") {
      const deadline = Date.now() + 20_000;
      while (!pattern.test(heard[key])) {
        assert.ok(Date.now() < deadline, `never said ${pattern}:\n${heard[key]}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}
const cairn = ({ api, data }: Place, words: readonly string[], files = {}) => {
  const certificate = join(data, "api-certificate.pem");
  return run(words, {
    env: {
      CAIRN_SERVER: `https://127.0.0.1:${api}`,
      CAIRN_USER: "admin",
      CAIRN_PASSWORD: PASSWORD,
      CAIRN_CA: certificate,
    },
    files: { [certificate]: readFileSync(certificate), ...files },
  });
};

Deno.test("`cairn serve` prints a first password once, ends with 0 at SIGTERM and leaves nothing open", async () => {
  const place = await prepare();
  const first = start(place);
  await first.says(/API.* at https/);
  await first.says(/PCEP at port/);
  await first.says(/^user admin, password \S{12,} {3}\(shown only now\)\n$/, "out");
  const router = connect({ host: "127.0.0.1", port: place.pcep });
  let heard = "";
  router.on("data", (octets: Uint8Array) => void (heard += new Uint8Array(octets).toHex()));
  const gone = new Promise((resolve) => router.once("close", resolve));
  router.write(Uint8Array.fromHex(OPEN + KEEPALIVE));
  while (!heard.endsWith(KEEPALIVE)) await new Promise((resolve) => setTimeout(resolve, 5));
  first.child.kill("SIGTERM");
  await gone;
  assert.match(heard, /2007000c0f10000800000001$/, "a Close message (RFC 5440 §6.8) is the last");
  assert.equal((await first.ended()).code, 0);
  assert.doesNotMatch(first.heard.err, /password \S{12,}/);

  const second = start(place);
  await second.says(/API.* at https/);
  assert.equal(second.heard.out, "");
  second.child.kill("SIGINT");
  assert.equal((await second.ended()).code, 0);
  for (const name of ["cairn.sqlite", "api-key.pem", "journal"]) {
    assert.equal(statSync(join(place.data, name)).mode & 0o077, 0, `${name} is open to others`);
  }
});

Deno.test("`cairn serve` keeps what was acknowledged over kill -9", async () => {
  const place = await prepare();
  const first = start(place, { CAIRN_ADMIN_PASSWORD: PASSWORD });
  await first.says(/API.* at https/);
  assert.equal(first.heard.out, "", "a password that was given is not shown");
  const files = {
    "d.yaml": "kind: Affinity\nname: gold\nbit: 3\n---\nkind: Affinity\nname: red\nbit: 4\n",
  };
  const applied = await cairn(place, ["apply", "-f", "d.yaml"], files);
  assert.equal(applied.status, 0, applied.err);
  first.child.kill("SIGKILL");
  await first.ended();

  const second = start(place);
  await second.says(/API.* at https/);
  const kept = await cairn(place, ["get", "affinities"]);
  assert.match(kept.out, /gold +3\n/);
  second.child.kill("SIGTERM");
  assert.equal((await second.ended()).code, 0);
  const segments = readdirSync(join(place.data, "journal"));
  assert.equal(segments.length, 2);
  const replayed = await run(["replay", join(place.data, "journal")]);
  assert.equal(replayed.status, 0, replayed.err);
});

Deno.test("`cairn serve` takes a new configuration at SIGHUP, and none that is wrong", async () => {
  const place = await prepare();
  const serving = start(place, { CAIRN_ADMIN_PASSWORD: PASSWORD });
  await serving.says(/API.* at https/);
  const before = readFileSync(place.config, "utf8");
  writeFileSync(place.config, before.replace("mode: control", "mode: contrl"));
  serving.child.kill("SIGHUP");
  await serving.says(/cairn\.yaml:4:7: mode is "contrl", but must be one of/);
  assert.match((await cairn(place, ["status"])).out, /mode +control/);
  writeFileSync(place.config, before.replace("mode: control", "mode: observe"));
  serving.child.kill("SIGHUP");
  await serving.says(/the configuration was read again/);
  assert.match((await cairn(place, ["status"])).out, /mode +observe/);
  serving.child.kill("SIGTERM");
  assert.equal((await serving.ended()).code, 0);
});

Deno.test("`cairn serve` says in one sentence why it cannot start", async () => {
  const place = await prepare();
  const serving = start(place, { CAIRN_ADMIN_PASSWORD: PASSWORD });
  await serving.says(/API.* at https/);

  const same = start(place);
  assert.equal((await same.ended()).code, 1);
  assert.match(
    same.heard.err,
    /^cairn: another Cairn \(process \d+\) uses the data folder \S+; stop it first\n$/,
  );

  const other = { ...await prepare(), pcep: place.pcep };
  writeFileSync(other.config, `pcep: { listen: "127.0.0.1:${place.pcep}" }\n`);
  const taken = start(other);
  assert.equal((await taken.ended()).code, 1);
  assert.match(taken.heard.err, /^cairn: pcep\.listen 127\.0\.0\.1:\d+ is already in use; .*\n$/);

  const wrong = await prepare("nonsense: 1\n");
  const refused = start(wrong);
  assert.equal((await refused.ended()).code, 1);
  assert.match(refused.heard.err, /^cairn: \S+cairn\.yaml:6:1: nonsense is not a key/);

  const weak = start(await prepare(), { CAIRN_ADMIN_PASSWORD: "x" });
  assert.equal((await weak.ended()).code, 1);
  assert.match(weak.heard.err, /^cairn: CAIRN_ADMIN_PASSWORD cannot be taken: /);

  serving.child.kill("SIGTERM");
  assert.equal((await serving.ended()).code, 0);
});

Deno.test("`cairn init` writes a configuration that `serve` takes, and never over another", async () => {
  const folder = temporaryFolder("init");
  const init = (...words: string[]) =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", MAIN, ...words],
      cwd: folder,
    }).output();
  const made = await init("init");
  const out = new TextDecoder().decode(made.stdout);
  assert.equal(made.code, 0, new TextDecoder().decode(made.stderr));
  assert.match(out, /wrote cairn\.yaml and .*api-certificate\.pem\nuser admin, password \S+/);
  assert.equal((await init("check-config", "cairn.yaml")).code, 0);
  const again = await init("init");
  assert.equal(again.code, 1);
  assert.match(new TextDecoder().decode(again.stderr), /cairn\.yaml is already there/);
});
