import { deepStrictEqual as equal, match, ok, rejects } from "node:assert/strict";
import { Auth, firstAdmin } from "../../src/api/auth/auth.ts";
import { checkPassword, hashPassword } from "../../src/api/auth/passwords.ts";
import { FakeController } from "./fake_controller.ts";
import { basic, memoryAccounts, testPorts } from "./fake_ports.ts";
import { rest, serve } from "./serve.ts";

const loaded = async () => {
  const ports = await testPorts(new FakeController());
  return { ports, auth: await Auth.load(ports) };
};
const here = "192.0.2.7";

Deno.test("`Auth.caller()` takes basic credentials, also with colons and letters beyond ASCII", async () => {
  const { ports, auth } = await loaded();
  equal((await auth.caller(basic("viewer"), here)).role, "viewer");
  await ports.accounts.putUser({
    name: "zoë",
    role: "operator",
    password: await hashPassword("a:b:ç pass"),
    createdAt: 0,
  });
  const again = await Auth.load(ports);
  const octets = new TextEncoder().encode("zoë:a:b:ç pass");
  const header = `basic ${btoa(String.fromCharCode(...octets))}`;
  equal((await again.caller(header, here)).user, "zoë");
});

Deno.test("`Auth.caller()` refuses everything else", async () => {
  const { auth } = await loaded();
  const wrong = [
    null,
    "",
    "Basic",
    "Basic !!!",
    `Basic ${btoa("viewer")}`,
    "Bearer",
    "Bearer cairn_x",
    "Digest x",
    basic("viewer", ""),
    basic("", ""),
    basic("nobody"),
  ];
  for (const header of wrong) {
    await rejects(auth.caller(header, here), { code: 16 }, String(header));
  }
});

Deno.test("`Auth.login()` slows guesses by user and address, and reports them", async () => {
  const { ports, auth } = await loaded();
  for (let i = 0; i < 3; i++) await rejects(auth.login("admin", `guess-${i}`, here), { code: 16 });
  await rejects(auth.login("admin", "admin-password", here), { code: 8 }); // even the right one waits
  equal((await auth.login("admin", "admin-password", "198.51.100.1")).role, "admin");
  equal((await auth.login("viewer", "viewer-password", here)).role, "viewer");
  ports.later(2);
  await rejects(auth.login("admin", "guess", here), { code: 16 });
  ports.later(1.5);
  await rejects(auth.login("admin", "guess", here), { code: 8 }); // two seconds now
  ports.later(1);
  equal((await auth.login("admin", "admin-password", here)).role, "admin");
  equal(ports.notes.map((note) => note.kind), [
    "loginFailed",
    "loginFailed",
    "loginSlowed",
    "loginSlowed",
  ]);
  ok(!JSON.stringify(ports.notes).includes("guess"), "passwords are never reported");
});

Deno.test("`Auth.login()` remembers a right password five minutes, and forgets it with the user", async () => {
  const { ports, auth } = await loaded();
  const time = async () => {
    const begun = performance.now();
    await auth.login("viewer", "viewer-password", here);
    return performance.now() - begun;
  };
  await time();
  ok(await time() < 5, "the second time is quick");
  equal(auth.passwords.remembers("viewer", "viewer-password"), true);
  equal(auth.passwords.remembers("viewer", "viewer-passwor"), false);
  ports.later(301);
  equal(auth.passwords.remembers("viewer", "viewer-password"), false);
  await time();
  auth.passwords.forget("viewer");
  equal(auth.passwords.remembers("viewer", "viewer-password"), false);
});

Deno.test("`Auth.login()` hashes the same credentials once, however often they come at once", async () => {
  const { auth } = await loaded();
  const callers = await Promise.all(
    Array.from({ length: 60 }, () => auth.login("operator", "operator-password", here)),
  );
  equal(new Set(callers.map((caller) => caller.role)), new Set(["operator"]));
});

Deno.test("`Auth.login()` lets only few different passwords wait", async () => {
  const { auth } = await loaded();
  const tries = Array.from(
    { length: 60 },
    (_, i) =>
      auth.login("admin", `guess-${i}`, `198.51.100.${i}`).then(() => 0, (error) => error.code),
  );
  const codes = await Promise.all(tries);
  equal(codes.filter((code) => code === 8).length, 60 - 2 - 32);
});

Deno.test("`firstAdmin()` makes an admin once, and never with an empty password", async () => {
  const { ports } = await loaded();
  equal(await firstAdmin(ports, () => "unused"), undefined);
  const empty = { ...ports, accounts: memoryAccounts([]) };
  equal(await firstAdmin(empty, () => "made-at-random"), {
    user: "admin",
    password: "made-at-random",
  });
  const auth = await Auth.load(empty);
  equal((await auth.login("admin", "made-at-random", here)).role, "admin");
  await rejects(firstAdmin({ ...ports, accounts: memoryAccounts([]) }, () => ""), /empty/);
});

Deno.test("`checkPassword()` wants eight characters", () => {
  checkPassword("12345678");
  for (const password of ["", "1234567", "x".repeat(1025)]) {
    let message = "";
    try {
      checkPassword(password);
    } catch (error) {
      message = String(error);
    }
    match(message, /use at least 8/);
  }
});

Deno.test("users and tokens are managed over REST, and secrets are never shown again", async () => {
  await using server = await serve();
  const call = (method: string, path: string, body?: unknown, auth = basic("admin")) =>
    rest(server, method, path, { auth, ...(body === undefined ? {} : { body }) });
  const weak = await call("POST", "/v1/users", { name: "anna", role: "operator", password: "x" });
  equal([weak.status, weak.json.details[0].problems[0].field], [400, "password"]);
  await call("POST", "/v1/users", { name: "anna", role: "operator", password: "anna-password" });
  const { json: made } = await call("POST", "/v1/tokens", {}, basic("anna"));
  equal([made.token.user, made.token.role], ["anna", "operator"]);
  const above = await call("POST", "/v1/tokens", { role: "admin" }, basic("anna"));
  equal(above.status, 403);
  const list = await call("GET", "/v1/users");
  ok(!list.text.includes("scrypt") && list.json.totalSize === 4);
  const tokens = await call("GET", "/v1/tokens", undefined, basic("viewer"));
  equal(tokens.json.tokens, []);
  ok(!(await call("GET", "/v1/tokens")).text.includes(made.secret));

  const { json: session } = await call("POST", "/v1/login", {
    user: "anna",
    password: "anna-password",
  });
  const bearer = (secret: string) => call("GET", "/v1/me", undefined, `Bearer ${secret}`);
  equal((await bearer(session.token)).status, 200);
  await call("PATCH", "/v1/users/anna", { password: "another-password" });
  equal((await bearer(session.token)).status, 401, "a new password ends sessions");
  equal((await bearer(made.secret)).status, 200, "but not tokens of programs");
  await call("PATCH", "/v1/users/anna", { role: "viewer" });
  equal((await bearer(made.secret)).json.role, "viewer", "a token is never above its user");
  await call("DELETE", "/v1/users/anna");
  equal((await bearer(made.secret)).status, 401);
  const last = await call("DELETE", "/v1/users/admin");
  equal([last.status, last.json.code], [400, 9]);
  equal(server.ports.notes.map((note) => note.kind), [
    "userCreated",
    "tokenCreated",
    "userChanged",
    "userChanged",
    "userDeleted",
  ]);
  equal(server.ports.notes[0]?.by, "admin@127.0.0.1");
});

Deno.test("a login's token ends after twelve hours", async () => {
  await using server = await serve();
  const body = { user: "viewer", password: "viewer-password" };
  const { json } = await rest(server, "POST", "/v1/login", { body, auth: null });
  const auth = `Bearer ${json.token}`;
  server.ports.later(12 * 3600 - 60);
  equal((await rest(server, "GET", "/v1/me", { auth })).status, 200);
  server.ports.later(61);
  equal((await rest(server, "GET", "/v1/me", { auth })).status, 401);
});
