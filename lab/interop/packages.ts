/**
 * Gets the BGP speakers of others that interop tests talk to: GoBGP by `go install`, ExaBGP by pip, each in its fixed
 * version, into `$CAIRN_INTEROP_CACHE` or `.cache/interop` of the repository. Nothing is installed on the machine.
 */
import { LabError, mustRun, run } from "../frr/command.ts";

export interface Gobgp {
  readonly gobgpd: string;
  readonly gobgp: string;
}
export interface Exabgp {
  readonly python: string;
  /** To be PYTHONPATH. */
  readonly folder: string;
}

/** Throws LabError in one sentence when it is neither in the cache nor to be had. */
export async function openGobgp(): Promise<Gobgp> {
  const folder = `${cachePath()}/gobgp-${GOBGP}`;
  const found = { gobgpd: `${folder}/gobgpd`, gobgp: `${folder}/gobgp` };
  if (await exists(found.gobgpd) && await exists(found.gobgp)) return found;
  const go = await firstThatRuns(["go", "/usr/local/go/bin/go", "/usr/lib/go/bin/go"], "version");
  if (go === undefined) throw new LabError("GoBGP is made with Go, which is not installed");
  const partial = `${folder}.making-${Deno.pid}`;
  await Deno.mkdir(partial, { recursive: true });
  try {
    const commands = ["gobgpd", "gobgp"].map((one) =>
      `github.com/osrg/gobgp/v4/cmd/${one}@v${GOBGP}`
    );
    await mustRun([go, "install", ...commands], {
      timeoutMilliseconds: 600_000,
      env: { GOBIN: partial, GOFLAGS: "-p=2" },
    });
    await run(["rm", "-rf", folder]);
    await Deno.rename(partial, folder);
  } finally {
    await run(["rm", "-rf", partial]);
  }
  return found;
}

/** Throws LabError like openGobgp(). */
export async function openExabgp(): Promise<Exabgp> {
  const folder = `${cachePath()}/exabgp-${EXABGP}`;
  const python = await firstThatRuns(["python3"], "--version");
  if (python === undefined) throw new LabError("ExaBGP needs python3, which is not installed");
  if (await exists(`${folder}/exabgp/__main__.py`)) return { python, folder };
  const partial = `${folder}.making-${Deno.pid}`;
  try {
    const pip = [python, "-m", "pip", "install", "-q", "--no-deps", "--target", partial];
    await mustRun([...pip, `exabgp==${EXABGP}`], { timeoutMilliseconds: 300_000 });
    await run(["rm", "-rf", folder]);
    await Deno.rename(partial, folder);
  } finally {
    await run(["rm", "-rf", partial]);
  }
  return { python, folder };
}

/** Fills the cache where that can be done: inside a lab there is no way out. */
export async function fetchSpeakers(): Promise<void> {
  for (const open of [openGobgp, openExabgp]) {
    try {
      await open();
    } catch (error) {
      if (!(error instanceof LabError)) throw error; // the test that needs it says so
    }
  }
}

const cachePath = (): string =>
  Deno.env.get("CAIRN_INTEROP_CACHE") ??
    decodeURIComponent(new URL("../../.cache/interop", import.meta.url).pathname);

async function firstThatRuns(programs: readonly string[], word: string) {
  for (const program of programs) {
    const output = await run([program, word]).catch(() => undefined);
    if (output?.code === 0) return program;
  }
  return undefined;
}

const exists = (path: string): Promise<boolean> => Deno.lstat(path).then(() => true, () => false);

const GOBGP = "4.8.0";
const EXABGP = "5.0.15";
