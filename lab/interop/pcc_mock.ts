/**
 * OpenDaylight's pcc-mock as a swarm of PCCs: from Maven Central by the ordinary client, kept in `$CAIRN_LAB_CACHE` or
 * `.cache/lab/pcc-mock` of the repository; needs a JDK 17. It knows RSVP-TE alone: an SR-ERO ends its session.
 */
import { LabError, run } from "../frr/command.ts";

export interface PccMockOptions {
  readonly pcep: { readonly address: string; readonly port: number };
  readonly pccs: number; // from 127.1.0.1 upwards
  readonly lsps: number; // of each
  /** More of its command line: `--reconnect 2`, `--state-sync-avoidance 4 3 2` … */
  readonly words?: readonly string[];
  readonly log: string; // file for what it says
}
export interface PccMock {
  stop(): Promise<void>;
}

/** The jar. Throws LabError in one sentence where there is none to be had. */
export async function openPccMock(): Promise<string> {
  const folder = cachePath(), jar = `${folder}/${FILE}`;
  await must(["java", "-version"]);
  if (await exists(jar)) return jar;
  const output = await run([
    "mvn",
    ...["-q", "-B", "dependency:copy", `-Dartifact=${ARTIFACT}`, `-DoutputDirectory=${folder}`],
  ], { timeoutMilliseconds: 180_000 });
  if (output.code !== 0 || !await exists(jar)) {
    throw new LabError("pcc-mock cannot be downloaded: Maven Central is not reached");
  }
  return jar;
}

export function startPccMock(jar: string, options: PccMockOptions): PccMock {
  const { pcep, pccs, lsps, words = [], log } = options;
  const args = [
    ...["--local-address", "127.1.0.1", "--remote-address", `${pcep.address}:${pcep.port}`],
    ...["--pcc", `${pccs}`, "--lsp", `${lsps}`, "--log-level", "WARN", ...words],
  ].join(" ");
  // Its words go to a file, never through a pipe.
  const child = new Deno.Command("sh", {
    args: ["-c", `exec java -Xmx1g -jar "${jar}" ${args} >>"${log}" 2>&1`],
    stdin: "null",
  }).spawn();
  return {
    stop: async () => {
      try {
        child.kill("SIGKILL");
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // it has ended already
      }
      await child.status;
    },
  };
}

async function must(argv: readonly string[]): Promise<void> {
  const { code } = await run(argv);
  if (code !== 0) throw new LabError(`${argv[0]} does not run; pcc-mock needs it`);
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function cachePath(): string {
  const own = Deno.env.get("CAIRN_LAB_CACHE");
  return own !== undefined
    ? `${own}/pcc-mock`
    : decodeURIComponent(new URL("../../.cache/lab/pcc-mock", import.meta.url).pathname);
}

const VERSION = "0.18.0";
const ARTIFACT = `org.opendaylight.bgpcep:pcep-pcc-mock:${VERSION}:jar:executable`;
const FILE = `pcep-pcc-mock-${VERSION}-executable.jar`;
