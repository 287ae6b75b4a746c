/** Holds the picture of the house true: who may import whom, what is pure, how long a file may be. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Rooms from above to below. A room may import itself, the rooms named, and the packages named. */
const DOMAIN = ["lib", "ted", "path", "policy", "telemetry"];
const PROTOCOLS = ["wire", "pcep", "bgp"];
const ROOMS: Readonly<Record<string, Room>> = {
  "main.ts": { rooms: ["cli", "io"], packages: ["node:process"] },
  cli: {
    rooms: ["io", "api", "gen", "controller", ...DOMAIN, ...PROTOCOLS, "lab"],
    packages: ["commander", "valibot", "yaml", "@bufbuild/*", "@connectrpc/connect", "node:path"],
  },
  io: { rooms: ["api", "gen", "controller", ...DOMAIN, ...PROTOCOLS], packages: ["*"] },
  api: {
    rooms: ["controller", ...DOMAIN, "wire", "gen"],
    packages: [
      "@bufbuild/*",
      "@connectrpc/connect",
      "hono",
      "prom-client",
      "node:crypto",
      "node:util",
      "node:buffer",
    ],
  },
  controller: { rooms: [...DOMAIN, ...PROTOCOLS], packages: [] },
  telemetry: { rooms: ["lib", "ted", "path", "policy"], packages: [] },
  policy: { rooms: ["lib", "path", "ted"], packages: [] },
  path: { rooms: ["lib", "ted"], packages: [] },
  ted: { rooms: ["lib"], packages: [] },
  pcep: { rooms: ["lib", "wire"], packages: [] },
  bgp: { rooms: ["lib", "wire"], packages: [] },
  wire: { rooms: ["lib"], packages: [] },
  lib: { rooms: [], packages: [] },
  gen: { rooms: [], packages: ["@bufbuild/*"] },
  ui: { rooms: ["gen", "lib", "wire", "pcep", "bgp"], packages: ["*"] },
  lab: {
    rooms: ["io", "controller", ...DOMAIN, ...PROTOCOLS, "gen"], // sim drives the core in memory
    packages: ["node:*", "yaml", "valibot"],
  },
};
interface Room {
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
}
const PURE = ["lib", "wire", "pcep", "bgp", "ted", "path", "policy", "telemetry", "controller"];
/** What a browser does not have; the UI imports these folders. */
const FOR_BROWSERS = /^src\/(lib|wire|(pcep|bgp)\/(registry|codec))\//;
/** The only folders of the protocols that the UI may reach into. */
const SHOWN_IN_UI = /^src\/(gen|lib|wire|(pcep|bgp)\/(registry|codec|profiles))\//;

const ROOT = fileURLToPath(new URL("../", import.meta.url));
interface Source {
  readonly path: string; // from the root
  readonly room: string;
  readonly text: string;
  readonly imports: readonly string[]; // paths from the root, or package names
}

function* sources(folder: string): Generator<Source> {
  for (const entry of readdirSync(ROOT + folder, { withFileTypes: true })) {
    const path = folder + entry.name;
    if (entry.isDirectory()) {
      if (!["node_modules", "dist"].includes(entry.name)) yield* sources(`${path}/`);
    } else if (/\.tsx?$/.test(entry.name)) yield read(path);
  }
}
function read(path: string): Source {
  const text = readFileSync(ROOT + path, "utf8");
  const wanted =
    /(?:^|\n)\s*(?:import|export)\b[^;"']*?from\s*"([^"]+)"|(?:^|\n)import "([^"]+)"|\bimport\("([^"]+)"\)/g;
  const imports = [...text.matchAll(wanted)].map(([, a, b, c]) => {
    const specifier = (a ?? b ?? c)!;
    if (!specifier.startsWith(".")) return specifier.replace(/^npm:/, "");
    return new URL(specifier, `file:///${path}`).pathname.slice(1);
  });
  return { path, room: roomOf(path), text, imports };
}
const roomOf = (path: string): string => {
  const [first = "", second = ""] = path.split("/");
  return first === "src" ? second : first;
};

const ALL = [read("main.ts"), ...["src/", "lab/", "ui/"].flatMap((folder) => [...sources(folder)])];

Deno.test("rooms import only the rooms below them, and the packages they are allowed", () => {
  const wrong = ALL.flatMap(({ path, room, imports }) => {
    const law = ROOMS[room];
    if (!law) return [`${path} lies in no room`];
    return imports.filter((to) => !allowed(room, law, to, path)).map((to) =>
      `${path} imports ${to}`
    );
  });
  assert.deepEqual(wrong, []);
});

function allowed(room: string, law: Room, to: string, from: string): boolean {
  if (/^(src|lab|ui|tests|proto|tools)\//.test(to) || to === "main.ts") {
    if (room === "ui" && to.startsWith("src/")) return SHOWN_IN_UI.test(to);
    if (room === "cli" && to.startsWith("lab/")) return to.startsWith("lab/sim/");
    return roomOf(to) === room || law.rooms.includes(roomOf(to));
  }
  if (FOR_BROWSERS.test(from)) return false;
  return law.packages.some((name) =>
    name === "*" || name === to || to.startsWith(`${name}/`) ||
    name.endsWith("*") && to.startsWith(name.slice(0, -1))
  );
}

/** A session is a conversation: what comes makes an answer, and what is answered drives the session on. */
const CONVERSATION = /^src\/controller\/(pcep\/|sending\/(reconcile_lanes|send_lane)\.ts$)/;

Deno.test("no files need each other in a circle, but those of a PCEP session", () => {
  const files = new Map(ALL.filter(({ room }) => room !== "gen").map((s) => [s.path, s]));
  const left = new Set(files.keys());
  const needs = (path: string) => needed(files.get(path)!).filter((to) => left.has(to));
  for (let before = -1; before !== left.size;) { // ever again without those that need nobody
    before = left.size;
    for (const path of left) if (needs(path).length === 0) left.delete(path);
  }
  for (let before = -1; before !== left.size;) { // nor those that nobody needs
    before = left.size;
    const wanted = new Set([...left].flatMap(needs));
    for (const path of left) if (!wanted.has(path)) left.delete(path);
  }
  assert.deepEqual([...left].filter((path) => !CONVERSATION.test(path)), []);
});

/** What a file imports for more than its types. */
function needed({ path, text }: Source): string[] {
  const found = text.matchAll(/(?:^|\n)\s*(?:import|export)\b([^;"']*?)from\s*"(\.[^"]+)"/g);
  return [...found].flatMap(([, what = "", to = ""]) => {
    const names = what.match(/\{([^}]*)\}/)?.[1]?.split(",").filter((name) => name.trim() !== "");
    const typesAlone = /^\s*type\b/.test(what) || names?.every((name) => /^\s*type\b/.test(name));
    return typesAlone ? [] : [new URL(to, `file:///${path}`).pathname.slice(1)];
  });
}

Deno.test("pcep and bgp never import each other", () => {
  const wrong = ALL.filter(({ room }) => room === "pcep" || room === "bgp").flatMap((source) => {
    const other = source.room === "pcep" ? "src/bgp/" : "src/pcep/";
    return source.imports.filter((to) => to.startsWith(other)).map((to) =>
      `${source.path} → ${to}`
    );
  });
  assert.deepEqual(wrong, []);
});

Deno.test("pure rooms touch no clock, socket, random number, console or promise", () => {
  const impure =
    /\bDeno\.|\bfetch\(|\bsetTimeout\b|\bsetInterval\b|\bsetImmediate\b|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.|\bconsole\.|\basync\b|\bawait\b|\bBuffer\b/;
  assert.deepEqual(linesWith(impure, ALL.filter(({ room }) => PURE.includes(room))), []);
});

Deno.test("rooms that the UI shows make no code at run time", () => {
  const sources = ALL.filter(({ path }) => FOR_BROWSERS.test(path));
  assert.deepEqual(linesWith(/\bnew Function\b|\beval\(/, sources), []);
});

Deno.test("api has no socket, clock, file or timer of its own", () => {
  const effects = /\bDeno\.|\bsetTimeout\b|\bsetInterval\b|\bDate\.now\b|\bconsole\./;
  assert.deepEqual(linesWith(effects, ALL.filter(({ room }) => room === "api")), []);
});

Deno.test("cli touches the world only through io", () => {
  const effects = /\bDeno\.|\bsetTimeout\b|\bsetInterval\b|\bDate\.now\b|\bconsole\.|\bprocess\./;
  assert.deepEqual(linesWith(effects, ALL.filter(({ room }) => room === "cli")), []);
});

Deno.test("nobody imports from tests or tools", () => {
  const wrong = ALL.flatMap(({ path, imports }) =>
    imports.filter((to) => /^(tests|tools)\//.test(to)).map((to) => `${path} imports ${to}`)
  );
  assert.deepEqual(wrong, []);
});

Deno.test("files stay short enough to read in one sitting", () => {
  const long = ALL.filter(({ room }) => room !== "gen").flatMap(({ path, text }) => {
    const lines = text.split("\n").length - 1;
    const table = /\/registry\/|cli\/resources\.ts$|core30\.ts$/.test(path);
    return lines > (table ? 600 : 300) ? [`${path}: ${lines} lines`] : [];
  });
  assert.deepEqual(long, []);
});

Deno.test("every file says first what it is for", () => {
  const silent = ALL.filter(({ room, text, path }) => {
    if (room === "gen" || /\.d\.ts$/.test(path)) return false;
    const beginning = text.replace(/^(import [^;]+;\s*)+/, "").trimStart();
    return !/^\/\*\*|^\/\//.test(text.trimStart()) && !/^\/\*\*|^\/\//.test(beginning);
  });
  assert.deepEqual(silent.map(({ path }) => path), []);
});

Deno.test("names keep to the house: snake_case files, no default exports, no enum", () => {
  const ours = ALL.filter(({ room }) => room !== "gen");
  const files = ours.filter(({ path }) =>
    !/^[a-z0-9_]+(\.d)?\.tsx?$/.test(path.split("/").at(-1)!)
  );
  assert.deepEqual(files.map(({ path }) => path), []);
  assert.deepEqual(linesWith(/^export default|^\s*(export )?(const )?enum /, ours), []);
});

/** Comments do not count, nor do strings of words for people. */
function linesWith(pattern: RegExp, sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, text }) =>
    text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, "")).split("\n")
      .flatMap((line, i) => {
        const code = line.replace(/\/\/.*$/, "").replace(/"(?:[^"\\]|\\.)*"/g, '""');
        return pattern.test(code) ? [`${path}:${i + 1}: ${line.trim()}`] : [];
      })
  );
}
