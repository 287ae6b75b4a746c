/** The self-extracting executable, on a machine that is made to have no Deno and an empty cache. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makePackage } from "../../tools/package.ts";

/** All that it may need where it runs. */
const TOOLS = ["sh", "env", "tar", "xz", "tail", "mkdir", "mktemp", "mv", "rm"];

function bareMachine() {
  const folder = mkdtempSync(join(tmpdir(), "cairn-package-"));
  mkdirSync(join(folder, "bin"));
  mkdirSync(join(folder, "home"));
  for (const tool of TOOLS) {
    const found = ["/usr/bin", "/bin"].map((bin) => join(bin, tool)).find((path) =>
      existsSync(path)
    );
    assert.ok(found, `${tool} is needed for this test`);
    symlinkSync(found, join(folder, "bin", tool));
  }
  const env = { PATH: join(folder, "bin"), HOME: join(folder, "home") };
  return { folder, env };
}

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}
/** Deno's own process: node:child_process shows a program that was sent a signal as killed by it. */
function start(program: string, words: readonly string[], env: Record<string, string>) {
  const command = new Deno.Command(program, {
    args: [...words],
    env,
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const child = command.spawn();
  const firstLine = Promise.withResolvers<string>();
  const hear = async (stream: ReadableStream<Uint8Array>, line?: (text: string) => void) => {
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of stream) {
      text += decoder.decode(chunk, { stream: true });
      if (text.includes("\n")) line?.(text.split("\n")[0]!);
    }
    line?.(text);
    return text;
  };
  const ended = (async (): Promise<Ended> => {
    const [out, err] = await Promise.all([
      hear(child.stdout, firstLine.resolve),
      hear(child.stderr),
    ]);
    return { status: (await child.status).code, out, err };
  })();
  return { child, firstLine: firstLine.promise, ended };
}

const fetchText = (
  url: string,
  ca: string,
  token: string,
): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    get(url, { ca, headers, agent: false }, (response) => {
      let body = "";
      response.on("data", (chunk) => void (body += String(chunk)));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    }).on("error", reject);
  });

Deno.test({
  name:
    "`makePackage()` makes one executable that runs the demo without Deno and with an empty cache",
  async fn() {
    const program = await makePackage();
    const { folder, env } = bareMachine();
    try {
      const version = await start(program, ["version"], env).ended;
      assert.match(version.out, /^cairn \d+\.\d+\.\d+ \(deno /, version.err);

      const demo = start(
        program,
        ["demo", "--events", "off", "--duration", "120s", "-o", "json"],
        env,
      );
      const { url, token, certificate } = JSON.parse(await demo.firstLine);
      const ca = readFileSync(certificate, "utf8");
      const ui = await fetchText(`${url}/`, ca, token);
      assert.equal(ui.status, 200);
      assert.match(ui.body, /<script/);
      const status = await fetchText(`${url}/v1/status`, ca, token);
      assert.equal(JSON.parse(status.body).pcepSessionsUp, 5);
      const { policies, policiesUp } = JSON.parse(status.body);
      assert.ok(policies > 20);
      assert.equal(policiesUp, policies);

      const client = { ...env, CAIRN_SERVER: url, CAIRN_TOKEN: token, CAIRN_CA: certificate };
      const table = await start(program, ["get", "policies"], client).ended;
      assert.equal(table.status, 0, table.err);
      assert.match(table.out, /^NAME +HEADEND/);

      demo.child.kill("SIGTERM");
      const { status: exit, err } = await demo.ended;
      assert.equal(exit, 0, err);
      assert.ok(!existsSync(certificate), "the demo's folder is gone");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
});

Deno.test("`deno task compile` makes an executable, or says what is missing", async () => {
  const tool = new URL("../../tools/compile.ts", import.meta.url).pathname;
  const { status, out, err } = await start(
    Deno.execPath(),
    ["run", "-A", "--no-check", tool],
    Deno.env.toObject(),
  ).ended;
  if (status === 0) assert.ok(existsSync(out.trim().split("\n").at(-1)!));
  else assert.match(err, /denort [\d.]+ for \S+ cannot be had here.*deno task package/);
});
