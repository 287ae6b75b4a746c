/** Passwords, tokens and keys: never in the journal, the audit, an event, the log, or in clear in the store (rules II.13). */
import { equal, match, ok } from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { configurationOf } from "../../src/io/config/config.ts";
import { readConfig } from "../../src/io/config/read_config.ts";
import { createLog } from "../../src/io/log.ts";
import { serve } from "../../src/io/serve.ts";
import { temporaryFolder } from "./store/temporary.ts";

const ADMIN = "secret-of-the-admin", ANNA = "secret-of-anna-1", LATER = "secret-of-anna-2";
const WRONG = "secret-that-is-wrong", HOOK = "secret-in-a-url", HEADER = "secret-in-a-header";

Deno.test("no secret is in the journal, the audit, an event or the log; the store has hashes", async () => {
  Deno.env.set("CAIRN_TEST_URL", HOOK);
  const folder = temporaryFolder("secrets");
  const read = readConfig(
    `alarms: { webhooks: [ { url: "http://127.0.0.1:9/\${CAIRN_TEST_URL}", authorization: "Bearer ${HEADER}" } ] }
api: { listen: "127.0.0.1:0" }
pcep: { listen: "127.0.0.1:0" }
`,
  );
  ok(read.ok, JSON.stringify(read));
  const lines: string[] = [];
  const log = createLog({ level: "info", format: "json", write: (line) => void lines.push(line) });
  const cairn = await serve(configurationOf(read.settings, ".", folder), {
    adminPassword: ADMIN,
    log,
  });
  const call = (verb: string, path: string, body?: unknown, who = `admin:${ADMIN}`) =>
    new Promise<{ status: number; json: Record<string, never> }>((resolve, reject) => {
      const options = { method: verb, ca: cairn.certificate, auth: who, agent: false as const };
      const asked = request(`${cairn.url}${path}`, options, (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (part: string) => text += part);
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, json: JSON.parse(text) }));
      });
      asked.on("error", reject);
      asked.setHeader("content-type", "application/json");
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  try {
    const made = await call("POST", "/v1/users", {
      name: "anna",
      role: "operator",
      password: ANNA,
    });
    equal(made.status, 200, JSON.stringify(made));
    equal((await call("PATCH", "/v1/users/anna", { password: LATER })).status, 200);
    const token = await call("POST", "/v1/tokens", { description: "script" }, `anna:${LATER}`);
    const secret = String(token.json["secret"]);
    ok(secret.length > 20);
    equal((await call("GET", "/v1/status", undefined, `anna:${WRONG}`)).status, 401);
    equal((await call("POST", "/v1/freeze", { reason: "window" }, `anna:${LATER}`)).status, 200);
    const told = await Promise.all(
      ["audit", "events", "alarms", "users", "tokens", "status"].map((name) =>
        call("GET", `/v1/${name}`)
      ),
    );
    const audit = JSON.stringify(told[0]);
    for (const action of ["userCreated", "userChanged", "tokenCreated", "freeze"]) {
      match(audit, new RegExp(action));
    }
    match(audit, /"from":"127\.0\.0\.1"/);
    await cairn.stop();
    const journal = filesOf(folder).filter((file) => file.includes("journal"));
    ok(
      journal.some((file) => readFileSync(file, "latin1").includes("window")),
      "it can be searched",
    );
    const secrets = [ADMIN, ANNA, LATER, WRONG, HOOK, HEADER, secret];
    for (const each of secrets) {
      ok(!JSON.stringify(told).includes(each), `${each} is in an answer`);
      ok(!lines.join("\n").includes(each), `${each} is in the log`);
      for (const file of filesOf(folder)) {
        ok(!readFileSync(file, "latin1").includes(each), `${each} is in ${file}`);
      }
    }
  } finally {
    Deno.env.delete("CAIRN_TEST_URL");
    await cairn.stop().catch(() => {});
  }
});

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
