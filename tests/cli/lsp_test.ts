/** `cairn lsp`, `cairn delegation` and what the pages say of it, against a demo. */
import assert from "node:assert/strict";
import { withDemo } from "./demo.ts";

Deno.test("`cairn lsp` and `cairn delegation` do what can be done and refuse the rest in a sentence", async () => {
  await withDemo(["--events", "off"], async ({ cairn }) => {
    const lsps = JSON.parse((await cairn(["get", "lsps", "-o", "json"])).out);
    const [ours] = lsps as { id: string; policy: string }[];
    const release = await cairn(["lsp", "release", ours!.id]);
    assert.equal(release.status, 1);
    assert.match(release.err, new RegExp(`Policy ${ours!.policy} keeps it`, "i"));
    assert.match((await cairn(["lsp", "adopt", ours!.id])).err, /Cairn holds it already/i);
    assert.match(
      (await cairn(["lsp", "adopt", "paris/none"])).err,
      /there is no lsp "paris\/none"/i,
    );

    const asked = await cairn(["delegation", "request", ours!.id]);
    assert.equal(asked.status, 1);
    assert.match(asked.err, /it is delegated to cairn/i);

    const page = await cairn(["describe", "lsp", ours!.id]);
    assert.match(page.out, /if cairn dies +Its router deletes it after 60 s/);
    assert.match((await cairn(["describe", "router", "paris"])).out, /if cairn dies +It notices/);

    const returned = await cairn(["delegation", "return", "--router", "paris", "--yes"]);
    assert.equal(returned.status, 0, returned.err);
    assert.match(returned.out, /delegations of paris are returned/);
    assert.match((await cairn(["describe", "router", "paris"])).out, /delegations +return/);
    assert.equal((await cairn(["delegation", "accept", "--router", "paris", "--yes"])).status, 0);
    assert.match((await cairn(["describe", "router", "paris"])).out, /delegations +accept/);
    assert.equal((await cairn(["delegation", "return", "--router", "nowhere", "--yes"])).status, 1);

    const delegations = await cairn(["get", "delegations", "--filter", "router = paris"]);
    assert.match(delegations.out, /^ROUTER +NAME +STATE/);
    assert.ok(delegations.out.trim().split("\n").length > 2);
    assert.match((await cairn(["get", "audit"])).out, /delegations/);
  });
});
