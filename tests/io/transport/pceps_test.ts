import assert from "node:assert/strict";
import { createServer } from "node:net";
import { connect as connectTls } from "node:tls";
import { X509Certificate } from "node:crypto";
import { replay } from "../../../src/io/journal/replay.ts";
import { computer, createCore, loadCore } from "../../../src/io/parts.ts";
import { createAuthority, type Pair } from "./authority.ts";
import * as pceps from "./pceps.ts";

const { dial, firstMessage, isUp, OPEN_OCTETS, secured, sessionRow, speak, START } = pceps;
const { startPceps, until } = pceps;

Deno.test("PCEPS: StartTLS from both, a handshake with certificates, then Open; the certificate says who it is", async () => {
  for (const maxVersion of ["TLSv1.3", "TLSv1.2"] as const) {
    const pce = await startPceps({ tls: "required" });
    await pce.controller.loop.command("test", {
      do: "apply",
      intents: [{
        kind: "Router",
        name: "paris",
        address: "192.0.2.1",
        labels: {},
        pcep: { delegations: "accept", labelReserve: 1 },
      }],
      prune: false,
      dryRun: false,
    });
    const socket = await dial(pce.controller.pcep.port);
    socket.write(START);
    assert.deepEqual(await firstMessage(socket), { kind: "startTls" });
    const { certificate: cert, key } = pce.router;
    const stream = await secured(socket, { ca: pce.authority.certificate, cert, key, maxVersion });
    const heard = speak(stream);
    await until("the session is up", () => isUp(pce));
    assert.deepEqual(heard.slice(0, 2).map(({ kind }) => kind), ["open", "keepalive"]);
    const row = sessionRow(pce);
    assert.equal(row?.router, "paris");
    assert.equal(row?.identifiedBy, "certificate");
    stream.end();
    await until("the session is down", () => !isUp(pce));
    await pce.stop();
  }
});

Deno.test("PCEPS: a ClientHello in the same segment as StartTLS, or cut anywhere, is not lost", async () => {
  const pce = await startPceps({ tls: "optional" });
  const hello = await clientHello();
  for (const cut of [0, 1, 5, 40, hello.length]) {
    const socket = await dial(pce.controller.pcep.port);
    const all = new Uint8Array([...START, ...hello]);
    socket.write(all.subarray(0, START.length + cut));
    if (cut < hello.length) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      socket.write(all.subarray(START.length + cut));
    }
    const answer = await new Promise<Uint8Array>((resolve) => {
      const heard: number[] = [];
      socket.on("data", (bytes: Uint8Array) => {
        heard.push(...bytes);
        if (heard.length > 9) resolve(new Uint8Array(heard));
      });
    });
    assert.deepEqual([...answer.subarray(0, 4)], [...START], "StartTLS first");
    assert.deepEqual([answer[4], answer[9]], [22, 2], "then a ServerHello");
    socket.destroy();
    await until("it is gone", () => sessionRow(pce)?.state === "down");
  }
  await pce.stop();
});

Deno.test("PCEPS: who has no certificate, one of another authority, an expired one or another's name gets no session", async () => {
  const pce = await startPceps({
    tls: "required",
    peers: [{ address: "127.0.0.1", certificateNames: ["paris.example"] }],
  });
  const { authority, router } = pce;
  const others = await createAuthority("others");
  const trust = { ca: authority.certificate };
  const cases: [string, { cert?: string; key?: string }, RegExp][] = [
    ["none", {}, /sent no certificate/],
    ["another authority", pairOf(await others.sign(["paris.example"])), /pcep\.pceps\.authority/],
    ["expired", pairOf(await authority.sign(["paris.example"], -1)), /expired/],
    ["another's name", pairOf(await authority.sign(["rome.example"])), /is for rome\.example, not/],
  ];
  for (const [what, own, words] of cases) {
    const socket = await dial(pce.controller.pcep.port);
    socket.write(START);
    await firstMessage(socket);
    secured(socket, { ...trust, ...own }).then((stream) => void speak(stream), () => {});
    await until(what, () => sessionRow(pce)?.state === "down");
    assert.match(lastErrorOf(pce), words, what);
    assert.ok(!isUp(pce), what);
    socket.destroy();
  }
  const socket = await dial(pce.controller.pcep.port);
  socket.write(START);
  await firstMessage(socket);
  speak(await secured(socket, { ...trust, ...pairOf(router) }));
  await until("the right one is let in", () => isUp(pce));
  socket.destroy();
  await until("it is gone", () => !isUp(pce));
  await pce.stop();
});

Deno.test("PCEPS: a fingerprint is as good as a name, and a distrusted certificate of ours is said", async () => {
  const authority = await createAuthority("elsewhere");
  const pair = await authority.sign([]);
  const fingerprint = new X509Certificate(pair.certificate).fingerprint256.replaceAll(":", "");
  const pce = await startPceps({
    tls: "optional",
    peers: [{ address: "127.0.0.1", certificateNames: [`sha256:${fingerprint}`] }],
  }, authority);
  const dialled = async () => {
    const socket = await dial(pce.controller.pcep.port);
    socket.write(START);
    await firstMessage(socket);
    return socket;
  };
  const strange = await createAuthority("strange");
  await assert.rejects(secured(await dialled(), { ca: strange.certificate, ...pairOf(pair) }));
  await until("it is said", () => /does not trust our certificate/.test(lastErrorOf(pce)));
  const socket = await dialled();
  speak(await secured(socket, { ca: authority.certificate, ...pairOf(pair) }));
  await until("it is up", () => isUp(pce));
  socket.destroy();
  await pce.stop();
});

Deno.test("PCEPS: each of 25/1, 25/3 and 25/4 where RFC 8253 has it, and optional takes both", async () => {
  const answers = async (tls: string, octets: Uint8Array): Promise<readonly unknown[]> => {
    const pce = await startPceps({ tls });
    const socket = await dial(pce.controller.pcep.port);
    socket.write(octets);
    const first = await firstMessage(socket);
    socket.destroy();
    await pce.stop();
    return first.kind === "error"
      ? first.errors.map(({ type, value }) => [type, value])
      : [first.kind];
  };
  assert.deepEqual(await answers("required", OPEN_OCTETS), [[25, 3]]);
  assert.deepEqual(await answers("off", START), [[25, 4]]);
  assert.deepEqual(await answers("optional", OPEN_OCTETS), ["open"]);
  assert.deepEqual(await answers("optional", START), ["startTls"]);

  const pce = await startPceps({ tls: "optional" });
  const socket = await dial(pce.controller.pcep.port);
  const heard = speak(socket);
  await until("it is up in clear", () => isUp(pce));
  socket.write(START);
  await until("25/1", () => heard.at(-1)?.kind === "error");
  const last = heard.at(-1);
  assert.ok(last?.kind === "error");
  assert.deepEqual(last.errors.map(({ type, value }) => [type, value]), [[25, 1]]);
  await pce.stop();
});

Deno.test("PCEPS: with tls: direct, TLS begins with the first octet, and clear words get nothing", async () => {
  const pce = await startPceps({ tls: "direct" });
  const clear = await dial(pce.controller.pcep.port);
  clear.write(OPEN_OCTETS);
  await new Promise((resolve) => clear.once("close", resolve));
  assert.equal(sessionRow(pce), undefined, "the core has not heard of it");
  assert.ok(pce.lines.some((line) => /127\.0\.0\.1.*no TLS/.test(line)), pce.lines.join("\n"));
  const socket = await dial(pce.controller.pcep.port);
  speak(await secured(socket, { ca: pce.authority.certificate, ...pairOf(pce.router) }));
  await until("it is up", () => isUp(pce));
  socket.destroy();
  await until("it is gone", () => !isUp(pce));
  await pce.stop();
});

Deno.test("PCEPS: a certificate that was renewed is used from the next reading of the configuration on", async () => {
  const pce = await startPceps({ tls: "direct" });
  const { authority, controller, folder } = pce;
  const serialOf = async (): Promise<string> => {
    const socket = await dial(controller.pcep.port);
    const options = { socket, servername: "pce.example", ca: authority.certificate };
    const stream = connectTls({ ...options, ...pairOf(pce.router) });
    stream.on("error", () => {});
    await new Promise((resolve) => stream.once("secureConnect", resolve));
    const { fingerprint256 } = stream.getPeerCertificate();
    stream.destroy();
    return fingerprint256;
  };
  const before = await serialOf();
  const renewed = await authority.sign(["pce.example"]);
  await Deno.writeTextFile(`${folder}/pce.pem`, renewed.certificate);
  assert.throws(() => controller.reconfigure(pce.configuration), /is not the key of/);
  assert.equal(await serialOf(), before, "as it was");
  await Deno.writeTextFile(`${folder}/pce.key`, renewed.key);
  controller.reconfigure(pce.configuration);
  assert.equal(await serialOf(), new X509Certificate(renewed.certificate).fingerprint256);
  await pce.stop();
});

Deno.test("PCEPS: the journal of a session over TLS replays", async () => {
  const pce = await startPceps({ tls: "optional" });
  const socket = await dial(pce.controller.pcep.port);
  socket.write(START);
  await firstMessage(socket);
  speak(await secured(socket, { ca: pce.authority.certificate, ...pairOf(pce.router) }));
  await until("it is up", () => isUp(pce));
  await pce.controller.stop();
  const report = await replay(`${pce.folder}/data/journal`, { createCore, loadCore, computer });
  assert.ok(report.events > 5);
  assert.equal(report.difference, undefined);
  await Deno.remove(pce.folder, { recursive: true });
});

const pairOf = ({ certificate: cert, key }: Pair) => ({ cert, key });
const lastErrorOf = (pce: pceps.Pceps): string => sessionRow(pce)?.lastError ?? "";

/** The first octets of a TLS client, as it sends them. */
async function clientHello(): Promise<Uint8Array> {
  return await new Promise((resolve) => {
    const server = createServer((socket) => {
      socket.once("data", (bytes: Uint8Array) => {
        resolve(new Uint8Array(bytes));
        socket.destroy();
        server.close();
      });
    });
    server.listen(0, "127.0.0.1", () => {
      const bound = server.address();
      assert.ok(bound !== null && typeof bound !== "string");
      connectTls({ host: "127.0.0.1", port: bound.port, servername: "pce.example" })
        .on("error", () => {});
    });
  });
}
