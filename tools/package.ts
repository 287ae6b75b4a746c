/**
 * `deno task package`: dist/cairn, one executable that unpacks itself – the pinned Deno, the bundle, the UI and proto/.
 * A shell script with a tar.xz behind it; it needs sh, tar and xz where it runs, and nothing else.
 */
import { createHash } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { VERSION } from "../src/io/version.ts";
import { buildUi, ROOT, run, V8_FLAGS } from "./run.ts";

const DIST = join(ROOT, "dist");
const STAGE = join(DIST, "package");

/** Answers the path of the executable. */
export async function makePackage(): Promise<string> {
  rmSync(STAGE, { recursive: true, force: true });
  mkdirSync(STAGE, { recursive: true });
  await buildUi();
  await bundle("main.ts", "main.js");
  await bundle("src/io/store/sqlite_worker.ts", "sqlite_worker.js");
  cpSync(join(ROOT, "ui", "dist"), join(STAGE, "ui", "dist"), { recursive: true });
  cpSync(join(ROOT, "proto"), join(STAGE, "proto"), {
    recursive: true,
    filter: (path) => statSync(path).isDirectory() || path.endsWith(".proto"),
  });
  copyFileSync(join(ROOT, "LICENSE"), join(STAGE, "LICENSE"));
  copyFileSync(Deno.execPath(), join(STAGE, "deno"));
  chmodSync(join(STAGE, "deno"), 0o755);
  return await pack();
}

async function bundle(source: string, target: string): Promise<void> {
  await run(Deno.execPath(), [
    "bundle",
    "--platform",
    "deno",
    "--quiet",
    "--output",
    join(STAGE, target),
    join(ROOT, source),
  ]);
}

async function pack(): Promise<string> {
  const archive = join(DIST, "package.tar.xz");
  await run("tar", ["-C", STAGE, "-cf", archive, "--use-compress-program", "xz -3 -T0", "."]);
  const body = readFileSync(archive);
  const identity = createHash("sha256").update(body).digest("hex").slice(0, 16);
  const target = join(DIST, "cairn");
  writeFileSync(target, header(identity));
  appendFileSync(target, body);
  chmodSync(target, 0o755);
  rmSync(archive);
  rmSync(STAGE, { recursive: true });
  return target;
}

/** Unpacks once into the user's cache, beside and then renamed, so that two first starts do not meet. */
const header = (identity: string): string => {
  const script = `#!/bin/sh
# Cairn ${VERSION}. This file unpacks itself into a cache folder (CAIRN_CACHE) and runs from there.
set -e
base="\${CAIRN_CACHE:-\${XDG_CACHE_HOME:-\${HOME:-/tmp}/.cache}/cairn}"
home="$base/${identity}"
if [ ! -x "$home/deno" ]; then
  command -v xz >/dev/null || { echo "cairn: xz is needed to unpack; install xz-utils" >&2; exit 1; }
  mkdir -p "$base"
  new="$(mktemp -d "$base/.new.XXXXXX")"
  trap 'rm -rf "$new"' EXIT
  tail -n +LINES "$0" | xz -dc | tar -xf - -C "$new"
  mv -T "$new" "$home" 2>/dev/null || [ -x "$home/deno" ]
  rm -rf "$new"
  trap - EXIT
fi
export CAIRN_HOME="$home" DENO_DIR="$home/cache" DENO_NO_UPDATE_CHECK=1 RUST_BACKTRACE=0
exec "$home/deno" run --quiet ${V8_FLAGS} --no-config --no-lock --cached-only -A "$home/main.js" "$@"
`;
  return script.replace("LINES", String(script.split("\n").length));
};

if (import.meta.main) {
  const path = await makePackage();
  const megabytes = (statSync(path).size / 1e6).toFixed(1);
  console.log(`${path}: ${megabytes} MB, with Deno ${Deno.version.deno}`);
  if (!existsSync(path)) Deno.exit(1);
}
