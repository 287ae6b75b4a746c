import { deepStrictEqual as equal, match, ok } from "node:assert/strict";
import { uiResponse } from "../../src/api/ui_files.ts";
import { embeddedFiles, folderFiles } from "../../src/io/http/folder_files.ts";
import { rest, serve } from "./serve.ts";

const octets = (text: string) => new TextEncoder().encode(text);
const files = embeddedFiles(
  new Map([
    ["index.html", octets('<!doctype html><head><script src="./assets/main.js"></script>')],
    ["assets/main-3f2a91bc.js", octets("1")],
    ["favicon.svg", octets("<svg/>")],
  ]),
);
const get = (path: string, headers: Record<string, string> = { accept: "text/html" }) =>
  uiResponse(files, new Request(`https://cairn.example${path}`, { headers }));

Deno.test("`uiResponse()` serves files with their types, tags and lifetimes", async () => {
  const index = await get("/");
  match(index.headers.get("content-type") ?? "", /^text\/html/);
  equal(index.headers.get("cache-control"), "no-cache");
  const policy = index.headers.get("content-security-policy") ?? "";
  ok(!policy.includes("unsafe-eval") && /script-src 'self';/.test(policy));
  const script = await get("/assets/main-3f2a91bc.js");
  match(script.headers.get("cache-control") ?? "", /immutable/);
  match(script.headers.get("content-type") ?? "", /^text\/javascript/);
  const again = await get("/favicon.svg", {
    "if-none-match": (await get("/favicon.svg")).headers.get("etag")!,
  });
  equal([again.status, await again.text()], [304, ""]);
});

Deno.test("`uiResponse()` answers pages of the UI with its first page, based where its files are", async () => {
  const page = await get("/policies/gold");
  equal(page.status, 200);
  match(await page.text(), /<head><base href="\.\.\/">/);
  match(await (await get("/a/b/c")).text(), /<base href="\.\.\/\.\.\/">/);
  ok(!(await (await get("/policies")).text()).includes("<base"));
});

Deno.test("`uiResponse()` finds nothing where nothing is", async () => {
  for (
    const path of ["/assets/none.js", "/a/..%2f..%2fx.js", "/%", "/x%00.js"]
  ) {
    equal([path, (await get(path)).status], [path, 404]);
  }
  equal((await get("/policies", { accept: "application/json" })).status, 404);
});

Deno.test("`folderFiles()` stays in its folder and sees new files", async () => {
  const folder = await Deno.makeTempDir({ prefix: "cairn-ui-" });
  try {
    await Deno.mkdir(`${folder}/dist/assets`, { recursive: true });
    await Deno.writeTextFile(`${folder}/secret.txt`, "secret");
    await Deno.writeTextFile(`${folder}/dist/index.html`, "one");
    const dist = folderFiles(`${folder}/dist`);
    equal(await dist.read("../secret.txt"), undefined);
    equal(await dist.read("assets"), undefined);
    equal(await dist.read("none.js"), undefined);
    equal(await dist.read("index.html/x"), undefined);
    const first = await dist.read("index.html");
    await Deno.writeTextFile(`${folder}/dist/index.html`, "two");
    await Deno.utime(`${folder}/dist/index.html`, new Date(), new Date(Date.now() + 5000));
    const second = await dist.read("index.html");
    equal(new TextDecoder().decode(second?.bytes), "two");
    ok(first?.etag !== second?.etag);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the UI is on the API's port, without a log-in", async () => {
  await using server = await serve({ ports: { files } });
  const index = await rest(server, "GET", "/", { auth: null });
  match(index.text, /<!doctype html>/);
  const page = await rest(server, "GET", "/links/r1", {
    auth: null,
    headers: { accept: "text/html" },
  });
  match(page.text, /<base href="\.\.\/">/);
});
