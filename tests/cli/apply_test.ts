/** `cairn apply` of files full of mistakes: each is said once, all in one answer, at its place. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { withDemo } from "./demo.ts";

const FOLDER = new URL("mistakes/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, FOLDER), "utf8");
const NAMES = readdirSync(FOLDER).filter((name) => !name.endsWith(".txt")).sort();

Deno.test("`cairn apply` says every mistake of a file in one answer, with place, field and mend", async () => {
  await withDemo(["--events", "off"], async ({ cairn }) => {
    for (const name of NAMES) {
      const words = ["apply", "-f", name, "--kind", "LinkFacts"];
      const { status, err } = await cairn(words, { [name]: read(name) });
      assert.equal(status, 1, name);
      assert.equal(err, read(`${name}.txt`), name);
      const lines = err.trim().split("\n");
      assert.ok(lines.length >= 8, `${name} has ${lines.length}`);
      for (const line of lines) assert.match(line, new RegExp(`^cairn: ${name}:\\d+:\\d+: `));
    }
  });
});

Deno.test("`cairn apply` takes several files, folders and standard input, and finds what two of them say twice", async () => {
  await withDemo(["--events", "off"], async ({ cairn }) => {
    const blue = "kind: Affinity\nname: blue\nbit: 7\n";
    const files = {
      "all/a.yaml": blue,
      "all/deep/b.yml": "kind: Affinity\nname: green\nbit: 8\n",
      "all/readme.txt": "no document",
      "-": "kind: Affinity\nname: violet\nbit: 9\n",
    };
    const { out } = await cairn(["apply", "-f", "all", "-"], files);
    for (const name of ["blue", "green", "violet"]) {
      assert.match(out, new RegExp(`created +Affinity +${name}`));
    }
    const twice = { "x.yaml": blue, "y.yaml": `kind: Affinity\nname: pink\nbit: 3\n---\n${blue}` };
    const { err } = await cairn(["apply", "-f", "x.yaml", "y.yaml"], twice);
    assert.match(err, /^cairn: y\.yaml:6:7: name: .* written twice, first as x\.yaml:1:1; /);
    assert.match((await cairn(["apply", "-f", "z"], { "z/t.txt": "" })).err, /z has no documents/);
  });
});

Deno.test("`cairn apply -f facts.csv --kind LinkFacts` makes one document a row, shown as set by hand", async () => {
  await withDemo(["--events", "off"], async ({ cairn }) => {
    const links = [
      "link,srlg,capacity,minimumDelay,drained",
      "paris--lyon,77 78,25Gbps,9ms,true",
      '"lyon--rome",,40Gbps,,',
    ].join("\r\n");
    const made = await cairn(["apply", "-f", "l.csv", "--kind", "LinkFacts"], { "l.csv": links });
    assert.match(made.out, /created +LinkFacts +paris--lyon/);
    const nodes = "router,site,latitude,longitude,drained\nrome,Roma 1,41.9,12.5,no\n";
    const where = await cairn(["apply", "-f", "n.csv", "--kind", "NodeFacts"], { "n.csv": nodes });
    assert.match(where.out, /updated +NodeFacts +rome/);
    const [link] = JSON.parse((await cairn(["get", "links", "paris--lyon", "-o", "json"])).out);
    assert.equal(link.state, "drained");
    assert.deepEqual(link.operatorSet.length, 4);
    assert.deepEqual(link.srlgs, [77, 78]);
    assert.equal(link.capacityBps, 25e9);
    assert.equal(link.delayMicroseconds, 9000);
    const wide = await cairn(["get", "links", "paris--lyon", "-o", "wide"]);
    assert.match(wide.out, /SET BY HAND.*\n.*capacity.*drained/);
    const [router] = JSON.parse((await cairn(["get", "routers", "rome", "-o", "json"])).out);
    assert.deepEqual([router.site, router.latitude], ["Roma 1", 41.9]);
    const path = await cairn(["path", "paris", "lyon", "--metric", "hops"]);
    assert.match(path.out, /paris → \w+ → /, "what is drained is not crossed");
    const nothing = await cairn(["apply", "-f", "l.csv"], { "l.csv": links });
    assert.match(nothing.err, /l\.csv:1:1: .* add --kind LinkFacts or --kind NodeFacts/);
  });
});

Deno.test("`cairn describe policy` shows each segment list, and what its router cannot take", async () => {
  await withDemo(["--events", "off"], async ({ cairn }) => {
    const policy = `kind: Policy
name: shared
headend: paris
endpoint: rome
color: 1777
candidatePaths:
  - explicit:
      segmentLists:
        - { weight: 3, segments: [ { router: lyon }, { router: rome } ] }
        - { weight: 1, segments: [ { router: vienna }, { router: rome } ] }
        - { weight: 5, segments: [ { router: vienna } ] }
`;
    const made = await cairn(["apply", "-f", "p.yaml"], { "p.yaml": policy });
    assert.equal(made.status, 0, made.err);
    let page = "";
    for (let tries = 0; tries < 100 && !/^shared {2}up/.test(page); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      page = (await cairn(["describe", "policy", "shared"])).out;
    }
    assert.match(page, /takes one segment list: the heaviest of 2 is installed/);
    assert.match(page, /valid +2 of its 3 segment lists.*List 3: The list ends at vienna/s);
    assert.match(page, /list 1, weight 3\n +# +LABEL/);
    assert.match(page, /list 3, weight 5\n +not valid: The list ends at vienna, not at rome/);
  });
});
