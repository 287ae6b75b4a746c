/**
 * Gets the FRR that the lab runs: Debian packages from the mirror this machine already uses, put
 * into a folder of their own with `dpkg -x`. Nothing is installed on the machine, no maintainer
 * script runs. The folder is kept in `$CAIRN_LAB_CACHE` or `.cache/frr` of the repository.
 */
import { LabError, mustRun, run, runScript } from "./command.ts";

export interface FrrTree {
  /** The root folder to chroot into. */
  readonly path: string;
  /** What `zebra --version` says, e.g. "10.7.1". */
  readonly version: string;
}

/** Answers the cached tree, or makes it (about 10 s, 34 MB). Throws LabError in one sentence when
 * there is no mirror or the mirror has another FRR than 10.7. */
export async function openTree(): Promise<FrrTree> {
  const cache = cachePath();
  const path = `${cache}/tree-${RECIPE}`;
  if (!(await exists(`${path}/usr/lib/frr/zebra`))) await makeTree(cache, path);
  const version = await readVersion(path);
  if (!version.startsWith(WANTED_VERSION)) {
    await Deno.remove(path, { recursive: true });
    throw new LabError(
      `the Debian mirror has FRR ${version} now, but the lab is written for ${WANTED_VERSION}x; ` +
        "put an older tree into CAIRN_LAB_CACHE or adapt the lab",
    );
  }
  return { path, version };
}

function cachePath(): string {
  return Deno.env.get("CAIRN_LAB_CACHE") ??
    decodeURIComponent(new URL("../../.cache/frr", import.meta.url).pathname);
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function readVersion(path: string): Promise<string> {
  const text = await mustRun(["chroot", path, "/usr/lib/frr/zebra", "--version"]);
  return /version (\S+)/.exec(text)?.[1] ?? "unknown";
}

async function makeTree(cache: string, path: string): Promise<void> {
  const mirror = await findMirror();
  const partial = `${path}.making-${Deno.pid}`;
  await Deno.mkdir(cache, { recursive: true });
  try {
    await downloadPackages(cache, mirror);
    await runScript(unpackScript(`${cache}/apt/archives`, partial), {
      timeoutMilliseconds: 120_000,
    });
    await run(["chroot", partial, "/sbin/ldconfig"]);
    await run(["rm", "-rf", path]);
    await Deno.rename(partial, path);
  } finally {
    await run(["rm", "-rf", partial]);
  }
}

/** The first Debian mirror that apt of this machine is configured for. */
async function findMirror(): Promise<string> {
  const output = await run(["apt-cache", "policy"]).catch(() => undefined);
  const urls = output?.stdout.match(/https?:\/\/\S+\/debian\/?(?=\s)/g) ?? [];
  const url = urls.find((candidate) => !candidate.includes("snapshot"));
  if (url === undefined) {
    throw new LabError(
      "FRR comes from a Debian mirror and apt of this machine has none; " +
        "run on Debian, or put an FRR tree into CAIRN_LAB_CACHE",
    );
  }
  return url;
}

/** apt with lists, cache and status of its own, but this machine's proxy settings and keyring. */
async function downloadPackages(cache: string, mirror: string): Promise<void> {
  const root = `${cache}/apt`;
  await runScript(`mkdir -p ${root}/lists/partial ${root}/archives/partial ${root}/parts
    : > ${root}/status`);
  await Deno.writeTextFile(
    `${root}/sources.list`,
    `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror} ${SUITE} main\n`,
  );
  const options = [
    `Dir::Etc::sourcelist=${root}/sources.list`,
    `Dir::Etc::sourceparts=${root}/parts`,
    `Dir::Etc::preferencesparts=${root}/parts`,
    `Dir::State=${root}`,
    `Dir::State::lists=${root}/lists`,
    `Dir::State::status=${root}/status`,
    `Dir::Cache=${root}`,
    `Dir::Cache::archives=${root}/archives`,
    // A machine whose clock runs ahead of the mirror is no reason to do without a lab.
    "Acquire::Check-Valid-Until=false",
    "APT::Sandbox::User=root",
    "Acquire::Languages=none",
    "Debug::NoLocking=1",
  ].flatMap((option) => ["-o", option]);
  const timing = { timeoutMilliseconds: 300_000 };
  await mustRun(["apt-get", ...options, "-q", "update"], timing);
  await mustRun(
    ["apt-get", ...options, "-q", "-y", "-d", "--no-install-recommends", "install", ...PACKAGES],
    timing,
  );
}

/** Users, PAM and folders are what the packages' maintainer scripts would have made. */
function unpackScript(archives: string, tree: string): string {
  return `
    mkdir -p ${tree}/usr/bin ${tree}/usr/sbin ${tree}/usr/lib ${tree}/usr/lib64
    for d in bin sbin lib lib64; do ln -sfn usr/$d ${tree}/$d; done
    for f in ${archives}/*.deb; do dpkg -x $f ${tree}; done
    cd ${tree}
    mkdir -p proc dev tmp run/frr var/tmp var/log/frr var/lib/frr etc/frr etc/pam.d capture
    chmod 1777 tmp var/tmp
    echo 'root:x:0:0:root:/root:/bin/sh' > etc/passwd
    echo 'frr:x:${FRR_USER}:${FRR_USER}::/nonexistent:/usr/sbin/nologin' >> etc/passwd
    printf 'root:x:0:\\nfrr:x:${FRR_USER}:\\nfrrvty:x:995:frr\\n' > etc/group
    for kind in auth account session; do echo "$kind sufficient pam_permit.so"; done > etc/pam.d/frr
    cp etc/pam.d/frr etc/pam.d/other
    chown -R ${FRR_USER}:${FRR_USER} run/frr var/log/frr var/lib/frr etc/frr
  `;
}

/** Numeric user and group that FRR's daemons run as inside the tree. */
export const FRR_USER = 994;
/** Raised whenever the recipe changes, so that an old cache is not mistaken for a new one. */
const RECIPE = 1;
const WANTED_VERSION = "10.7.";
const SUITE = "forky";
// vtysh needs PAM modules; tcpdump is the witness of what was on the wire.
const PACKAGES = ["frr", "base-files", "bash", "coreutils", "libpam-modules", "tcpdump"];
