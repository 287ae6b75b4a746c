/**
 * The shell script that starts one router inside its namespaces, and the folders it needs.
 */
import { mustRun } from "./command.ts";
import type { Router } from "./topology.ts";
import { FRR_USER } from "./tree.ts";

export interface StartContext {
  /** The lab's state folder. */
  readonly state: string;
  /** The FRR tree. */
  readonly tree: string;
}

/** Makes the router's folders below `<state>/<router>` and puts its configuration there. */
export async function prepareRouter(
  { state }: StartContext,
  router: Router,
  configuration: string,
): Promise<void> {
  const folder = `${state}/${router.name}`;
  for (const name of FOLDERS.keys()) await Deno.mkdir(`${folder}/${name}`, { recursive: true });
  await Deno.writeTextFile(`${folder}/etc/frr.conf`, configuration);
  await Deno.writeTextFile(`${folder}/etc/vtysh.conf`, "");
  const owned = [...FOLDERS.keys()].map((name) => `${folder}/${name}`);
  await mustRun(["chown", "-R", `${FRR_USER}:${FRR_USER}`, ...owned]);
}

/** Runs as root in fresh mount and UTS namespaces and the router's network namespace. Everything
 * is redirected first: the daemons keep what they inherit. */
export function startScript(
  { state, tree }: StartContext,
  router: Router,
  daemons: readonly string[],
): string {
  const folder = `${state}/${router.name}`;
  const mounts = [...FOLDERS].map(([name, target]) =>
    `mount --bind ${folder}/${name} ${tree}${target}`
  );
  // Above other programs: routers that lose their neighbours tell nothing about the controller.
  const starts = daemons.map((daemon) =>
    `must nice -n -10 chroot ${tree} /usr/lib/frr/${daemon} -d`
  );
  return [
    `exec >${folder}/start.log 2>&1 </dev/null`,
    `must() { "$@" || { echo "exit code $?: $*"; exit 1; }; }`,
    `again() { for i in 1 2 3 4; do "$@" && return; sleep 0.5; done; must "$@"; }`,
    `hostname ${router.name}`,
    ...mounts,
    `mount --rbind /dev ${tree}/dev`,
    `mount --bind /proc ${tree}/proc`,
    mplsLines(folder, tree),
    `setsid sleep infinity & echo $! > ${folder}/anchor.pid`,
    ...starts,
    `again chroot ${tree} vtysh -b`, // a daemon may not listen yet
    "",
  ].join("\n");
}

// zebra only looks whether /proc/sys/net/mpls exists. Where the kernel has no MPLS a stand-in makes
// policies go up in zebra's own tables; no labelled packet is forwarded then.
function mplsLines(folder: string, tree: string): string {
  return `
    modprobe -q -a mpls_router mpls_iptunnel 2>/dev/null || true
    if [ -d /proc/sys/net/mpls ]; then
      sysctl -q -w net.mpls.platform_labels=1048575
      for d in /proc/sys/net/mpls/conf/*/; do echo 1 > $d/input; done
    else
      mkdir -p ${folder}/sysnet
      mount -t tmpfs -o size=64k none ${folder}/sysnet
      for d in /proc/sys/net/*/; do
        n=$(basename $d)
        mkdir ${folder}/sysnet/$n
        mount --bind $d ${folder}/sysnet/$n
      done
      mkdir ${folder}/sysnet/mpls
      mount --bind ${folder}/sysnet ${tree}/proc/sys/net
    fi`;
}

/** Folder of the router's state → where FRR looks for it. */
const FOLDERS: ReadonlyMap<string, string> = new Map([
  ["etc", "/etc/frr"],
  ["run", "/run/frr"],
  ["log", "/var/log/frr"],
  ["lib", "/var/lib/frr"],
  ["tmp", "/var/tmp"], // of a daemon by its number, which another may have later
]);
