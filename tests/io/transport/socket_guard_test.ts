import assert from "node:assert/strict";
import { createServer, type Server, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { listenerDescriptor } from "../../../src/io/transport/descriptors.ts";
import type { GuardedPeer } from "../../../src/io/transport/guarded_peers.ts";
import { guardedPeers } from "../../../src/io/transport/guarded_peers.ts";
import { SocketGuard } from "../../../src/io/transport/socket_guard.ts";
import { plainAddress } from "../../../src/io/connections.ts";
import { md5Counts, Md5Watch } from "../../../src/io/transport/md5_watch.ts";
import { libcForMd5 } from "./md5.ts";

const HAS_IPV6 = Object.values(networkInterfaces())
  .some((all) => all?.some(({ address }) => address === "::1"));
if (!HAS_IPV6) console.log("not tried with IPv6: this machine has none");
const quiet = { say: () => {} };
const peerAt = (address: string, more: Partial<GuardedPeer> = {}): GuardedPeer => ({
  key: "bgp.peers[0]",
  protocol: "bgp",
  address,
  md5: undefined,
  ...more,
});

/** A listener that echoes, guarded for its peers. */
async function echo(host: string, guard: SocketGuard) {
  const proofs: (string | undefined)[] = [];
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    const address = plainAddress(socket.remoteAddress ?? "");
    sockets.push(socket);
    proofs.push(guard.accepted(socket, { protocol: "bgp", address, port: 1 }));
    socket.on("data", (bytes: Uint8Array) => void socket.write(bytes));
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen({ host, port: 0 }, resolve));
  guard.listens("bgp", server);
  const bound = server.address();
  assert.ok(bound !== null && typeof bound !== "string");
  return {
    port: bound.port,
    proofs,
    server,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** What a peer gets that is guarded so: "heard", or why nothing. */
async function speak(guard: SocketGuard, address: string, port: number): Promise<string> {
  try {
    const { socket } = await guard.connect({ protocol: "bgp", address, port }, 400);
    socket.on("error", () => {});
    const heard = await new Promise<string>((resolve) => {
      socket.on("data", () => resolve("heard"));
      setTimeout(() => resolve("silence"), 400);
      socket.write("are you there");
    });
    socket.destroy();
    return heard;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

Deno.test("`SocketGuard` lets in who has the key, by IPv4, IPv6 and IPv4 on an IPv6 socket (RFC 2385)", async () => {
  if (!libcForMd5()) return;
  for (const [host, peer] of [["127.0.0.1", "127.0.0.1"], ["::", "127.0.0.1"], ["::1", "::1"]]) {
    assert.ok(host && peer);
    if (host !== "127.0.0.1" && !HAS_IPV6) continue;
    const key = new SocketGuard([peerAt(peer, { md5: "k".repeat(80) })], quiet);
    const other = new SocketGuard([peerAt(peer, { md5: "another" })], quiet);
    const none = new SocketGuard([], quiet);
    const { port, proofs, close } = await echo(host, key);
    const before = md5Counts();
    assert.equal(await speak(key, peer, port), "heard");
    assert.deepEqual(proofs, ["md5"]);
    assert.match(await speak(other, peer, port), /no answer within 0\.4 s; with TCP-MD5 .* key/);
    assert.match(await speak(none, peer, port), /^no answer within 0\.4 s$/);
    const after = md5Counts();
    if (before && after) {
      assert.ok(after.different > before.different, "a different key is counted");
      assert.ok(after.missing > before.missing, "a missing one too");
    }
    close();
  }
});

Deno.test("`SocketGuard` changes and takes away keys of a listener for the next connections", async () => {
  if (!libcForMd5()) return;
  const guard = new SocketGuard([peerAt("127.0.0.1", { md5: "old" })], quiet);
  const fresh = new SocketGuard([peerAt("127.0.0.1", { md5: "new" })], quiet);
  const none = new SocketGuard([], quiet);
  const { port, close } = await echo("127.0.0.1", guard);
  assert.match(await speak(fresh, "127.0.0.1", port), /no answer/);
  guard.reconfigure([peerAt("127.0.0.1", { md5: "new" })]);
  assert.equal(await speak(fresh, "127.0.0.1", port), "heard");
  guard.reconfigure([]);
  assert.equal(await speak(none, "127.0.0.1", port), "heard");
  close();
});

Deno.test("`SocketGuard` drops what came from too far, in both roles and families (RFC 5082 §3)", async () => {
  if (!libcForMd5()) return;
  const near = { hops: { hops: 1, security: true } };
  const host = HAS_IPV6 ? "::" : "127.0.0.1";
  for (const address of HAS_IPV6 ? ["127.0.0.1", "::1"] : ["127.0.0.1"]) {
    const guard = new SocketGuard([peerAt(address, near)], quiet);
    const far = new SocketGuard([peerAt(address, { hops: { hops: 7, security: false } })], quiet);
    const { port, close } = await echo(host, guard);
    assert.equal(await speak(guard, address, port), "heard", "both send 255");
    assert.equal(await speak(far, address, port), "silence", "7 is too little");
    close();
    const plain = await echo(host, far);
    assert.match(await speak(guard, address, plain.port), /no answer|silence/, "it sends 64 or 7");
    plain.close();
  }
});

Deno.test("`SocketGuard` refuses in one sentence what the machine cannot do, and leaves the rest to the kernel", async () => {
  const no = { why: "it needs Linux, and this is darwin" };
  const words = (peer: GuardedPeer) => () => new SocketGuard([peer], quiet, no);
  assert.throws(
    words(peerAt("192.0.2.1", { md5: "secret" })),
    /^EdgeError: bgp\.peers\[0\]\.md5: TCP-MD5 is not possible here: it needs Linux, and this is darwin; remove/,
  );
  assert.throws(words(peerAt("192.0.2.1", { hops: { hops: 1, security: true } })), /ttlSecurity/);
  const said: string[] = [];
  const hops = { hops: 2, security: false };
  const guard = new SocketGuard([peerAt("127.0.0.1", { hops })], {
    say: (...all) => void said.push(all.join(" ")),
  }, no);
  assert.match(said.join(), /multihop is left to the kernel/);
  const { port, close } = await echo("127.0.0.1", new SocketGuard([], quiet));
  assert.equal(await speak(guard, "127.0.0.1", port), "heard");
  close();
  if (!libcForMd5()) return;
  const six = new SocketGuard([peerAt("2001:db8::1", { md5: "k" })], quiet);
  await assert.rejects(echo("127.0.0.1", six), /open for IPv4 alone/);
});

Deno.test("`guardedPeers()` says what is wrong with a key, and never the key", () => {
  const guard = { key: "pcep.peers[3]", protocol: "pcep", address: "192.0.2.1" } as const;
  const words = (md5: string): string => {
    try {
      guardedPeers([{ ...guard, md5 }]);
      return "";
    } catch (error) {
      return error instanceof Error ? error.message : "";
    }
  };
  assert.equal(words("k".repeat(80)), "");
  assert.match(words("k".repeat(81)), /^pcep\.peers\[3\]\.md5: .* longer than 80 octets/);
  assert.match(words("ü".repeat(41)), /longer than 80 octets/);
  assert.match(
    words("file:/nowhere/key"),
    /^pcep\.peers\[3\]\.md5: file:\/nowhere\/key cannot be read/,
  );
  assert.match(words("${NO_SUCH_NAME}"), /the environment has no NO_SUCH_NAME/);
  assert.match(words(""), /is empty/);
});

Deno.test("`Md5Watch` says what the kernel drops without a word, and who it may be", () => {
  const netstat = (missing: number, unexpected: number, different: number) =>
    `TcpExt: A TCPMD5NotFound TCPMD5Unexpected TCPMD5Failure\nTcpExt: 7 ${missing} ${unexpected} ${different}\n` +
    "IpExt: InOctets\nIpExt: 5\n";
  const counts = (...all: [number, number, number]) => md5Counts(netstat(...all));
  assert.deepEqual(counts(1, 2, 3), { missing: 1, unexpected: 2, different: 3 });
  assert.equal(md5Counts("TcpExt: A\nTcpExt: 1\n"), undefined);
  const watch = new Md5Watch(counts(1, 2, 3));
  assert.equal(watch.look(["192.0.2.1"], 0, counts(1, 2, 3)), undefined);
  assert.match(
    watch.look(["192.0.2.1"], 10_000, counts(1, 2, 5)) ?? "",
    /another key than the one configured here; .*not connected: 192\.0\.2\.1$/,
  );
  assert.match(watch.look(["192.0.2.1"], 20_000, counts(1, 2, 5)) ?? "", /another key/);
  assert.match(watch.look([], 30_000, counts(1, 3, 5)) ?? "", /signs that has no key here/);
  assert.match(
    watch.look(["192.0.2.1"], 170_000, counts(1, 3, 5)) ?? "",
    /no key here/,
    "it tries",
  );
  assert.equal(watch.look([], 170_000, counts(1, 3, 5)), undefined, "nobody is missing");
  assert.equal(watch.look(["192.0.2.1"], 400_000, counts(1, 3, 5)), undefined, "quiet for long");
});

Deno.test("`Md5Watch` is silent while no peer has a key, also of what was counted before", () => {
  const counts = (different: number) => ({ missing: 0, unexpected: 0, different });
  const watch = new Md5Watch(counts(0));
  assert.equal(watch.look(undefined, 0, counts(5)), undefined);
  assert.equal(watch.look(["192.0.2.1"], 10_000, counts(9)), undefined, "nothing to compare with");
  assert.match(watch.look(["192.0.2.1"], 20_000, counts(10)) ?? "", /not connected/);
  assert.equal(watch.look(undefined, 30_000, counts(11)), undefined, "the last key is gone");
  assert.equal(watch.look(["192.0.2.1"], 40_000, counts(11)), undefined);
});

Deno.test("`listenerDescriptor()` finds none once the server is closed", async () => {
  if (!libcForMd5()) return;
  const { server, close } = await echo("127.0.0.1", new SocketGuard([], quiet));
  assert.ok(listenerDescriptor(server));
  close();
  assert.equal(listenerDescriptor(server), undefined);
});
