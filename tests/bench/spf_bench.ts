/**
 * Shortest-path trees against Boost's Dijkstra, on the same graphs and roots: one JSON line for each
 * size and kind of metric. Times of a shared machine say little, so what counts is `ratioToBoost`.
 * Needs ../shared/bench/spf.cpp and g++; Boost's headers are taken from Debian if they are not there.
 */
import { shortestPaths } from "../../src/path/shortest_paths.ts";

const SOURCE = new URL("../../../shared/bench/spf.cpp", import.meta.url);
const WORK = new URL("../../.cache/spf/", import.meta.url);
const SIZES = [1_000, 10_000, 100_000], DEGREE = 6, ROOTS = 50, ROUNDS = 3;
const KINDS = ["100", "2^24", "skew"] as const;
type Kind = typeof KINDS[number];

interface Drawn {
  readonly first: Int32Array;
  readonly to: Int32Array;
  readonly metric: Int32Array;
}

if (import.meta.main) await main();

async function main(): Promise<void> {
  const program = await reference();
  if (typeof program === "string") {
    console.log(`spf: skipped, ${program}`);
    return;
  }
  for (const nodes of SIZES) {
    for (const kind of KINDS) {
      const { graph, file } = await draw(nodes, kind);
      let boost = Infinity, ours = Infinity, same = false;
      for (let round = 0; round < ROUNDS; round++) { // in turn: both meet the same neighbours
        const there = await program.run(file), here = measure(graph);
        boost = Math.min(boost, there.ms);
        ours = Math.min(ours, here.ms);
        same = there.checksum === here.checksum;
      }
      const figure = {
        figure: "spf",
        nodes,
        metrics: kind,
        millisecondsPerTree: rounded(ours),
        boostMillisecondsPerTree: rounded(boost),
        ratioToBoost: rounded(ours / boost),
        sameDistances: same,
      };
      console.log(JSON.stringify(figure));
      if (!same) Deno.exitCode = 1;
      await Deno.remove(file);
    }
  }
}

/** Boost's program, compiled; or why there is none. */
async function reference(): Promise<{ run: (file: URL) => Promise<Timed> } | string> {
  try {
    await Deno.stat(SOURCE);
  } catch {
    return "../shared/bench/spf.cpp is not there";
  }
  await Deno.mkdir(WORK, { recursive: true });
  const headers = await boostHeaders();
  if (headers === undefined) {
    return "Boost's headers are missing: apt-get install libboost-graph-dev";
  }
  const program = new URL("spf", WORK).pathname;
  const flags = ["-O3", "-march=native", "-DBGL", ...headers];
  const compiled = await command("g++", ...flags, "-o", program, SOURCE.pathname);
  if (!compiled.ok) return `g++ cannot compile the reference: ${compiled.text.split("\n")[0]}`;
  return {
    async run(file) {
      const { text } = await command(program, file.pathname, String(ROOTS));
      const lines = text.trim().split("\n").map((line): unknown => JSON.parse(line));
      const boost = lines.find((line) => isTimed(line) && line.program === "boost");
      if (!isTimed(boost)) throw new Error(`the reference says ${text}`);
      return boost;
    },
  };
}

/** Compiler flags that find Boost; a Debian package is unpacked beside us when it is not installed. */
async function boostHeaders(): Promise<string[] | undefined> {
  const header = "boost/graph/dijkstra_shortest_paths.hpp";
  const there = (path: string) => Deno.stat(path).then(() => true, () => false);
  if (await there(`/usr/include/${header}`)) return [];
  const own = new URL("usr/include/", WORK).pathname;
  if (await there(own + header)) return [`-I${own}`];
  const { text } = await command("apt-cache", "depends", "libboost-dev");
  const name = /Depends: (libboost[\d.]+-dev)/.exec(text)?.[1];
  if (name === undefined || !(await command("apt-get", "download", name)).ok) return undefined;
  for await (const entry of Deno.readDir(WORK)) {
    if (entry.name.endsWith(".deb")) {
      await command("dpkg", "-x", new URL(entry.name, WORK).pathname, WORK.pathname);
      await Deno.remove(new URL(entry.name, WORK));
    }
  }
  return await there(own + header) ? [`-I${own}`] : undefined;
}

/** A random connected network, as arrays and as the file that the reference reads. */
async function draw(nodes: number, kind: Kind): Promise<{ graph: Drawn; file: URL }> {
  let seed = nodes + KINDS.indexOf(kind);
  const random = (below: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor(seed / 2 ** 32 * below);
  };
  const metric = () => {
    if (kind === "2^24") return 1 + random(2 ** 24 - 1);
    return kind === "skew" && random(50) === 0 ? 16777214 : 1 + random(100);
  };
  const edges: [number, number, number][] = [];
  for (let i = 1; i < nodes; i++) edges.push([i, random(i), metric()]);
  while (edges.length < nodes * DEGREE / 2) {
    const a = random(nodes), b = random(nodes);
    if (a !== b) edges.push([a, b, metric()]);
  }
  const both = edges.flatMap(([a, b, m]) => [[a, b, m], [b, a, m]] as const);
  const file = new URL(`graph-${nodes}-${KINDS.indexOf(kind)}`, WORK);
  const lines = both.map((edge) => edge.join(" "));
  await Deno.writeTextFile(file, `${nodes} ${both.length}\n${lines.join("\n")}\n`);
  return { graph: rows(nodes, both), file };
}

function rows(nodes: number, edges: readonly (readonly [number, number, number])[]): Drawn {
  const first = new Int32Array(nodes + 1);
  for (const [from] of edges) first[from + 1]!++;
  for (let node = 0; node < nodes; node++) first[node + 1]! += first[node]!;
  const next = first.slice();
  const to = new Int32Array(edges.length), metric = new Int32Array(edges.length);
  for (const [from, end, m] of edges) {
    to[next[from]!] = end;
    metric[next[from]!++] = m;
  }
  return { first, to, metric };
}

interface Timed {
  readonly program?: string;
  readonly ms: number;
  readonly checksum: number;
}

/** As spf.cpp does it: five trees to warm up, then the median over the roots. */
function measure(graph: Drawn): Timed {
  const nodes = graph.first.length - 1, run = shortestPaths(graph);
  const distance = new Int32Array(nodes), times: number[] = [];
  for (let i = 0; i < 5; i++) run(i % nodes, distance);
  let checksum = 0;
  for (let i = 0; i < ROOTS; i++) {
    const start = performance.now();
    const exact = run(i * 7919 % nodes, distance);
    times.push(performance.now() - start);
    if (!exact) throw new Error("a sum does not fit in 31 bits");
    for (const d of distance) checksum = (checksum + d) >>> 0;
  }
  times.sort((a, b) => a - b);
  return { ms: times[times.length >> 1]!, checksum };
}

function isTimed(value: unknown): value is Timed {
  return typeof value === "object" && value !== null && "ms" in value && "checksum" in value;
}
function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

async function command(name: string, ...args: string[]): Promise<{ ok: boolean; text: string }> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(name, { args, cwd: WORK }).output();
    const text = new TextDecoder().decode(success ? stdout : stderr);
    return { ok: success, text };
  } catch {
    return { ok: false, text: `${name} is not installed` };
  }
}
