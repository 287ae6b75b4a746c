/** Files of the built UI from a folder (ui/dist), as the API wants them; read once and kept. */
import { createHash } from "node:crypto";
import { join, normalize, sep } from "node:path";
import type { StaticFile, StaticFiles } from "../../api/ports.ts";

export function folderFiles(folder: string): StaticFiles {
  const root = normalize(folder + sep);
  const kept = new Map<string, { readonly file: StaticFile; readonly changed: number }>();
  return {
    async read(path) {
      const full = normalize(join(root, path));
      if (!full.startsWith(root)) return undefined;
      try {
        const { isFile, mtime } = await Deno.stat(full);
        if (!isFile) return undefined;
        const changed = mtime?.getTime() ?? 0;
        const known = kept.get(path);
        if (known?.changed === changed) return known.file;
        const file = staticFile(path, await Deno.readFile(full));
        kept.set(path, { file, changed });
        return file;
      } catch (error) {
        if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
          return undefined;
        }
        throw error;
      }
    },
  };
}

/** From a map of path to bytes: the UI inside the program itself. */
export function embeddedFiles(
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
): StaticFiles {
  const made = new Map([...files].map(([path, bytes]) => [path, staticFile(path, bytes)]));
  return { read: (path) => Promise.resolve(made.get(path)) };
}

function staticFile(path: string, bytes: Uint8Array<ArrayBuffer>): StaticFile {
  const extension = /\.(\w+)$/.exec(path)?.[1] ?? "";
  return {
    bytes,
    contentType: TYPES[extension] ?? "application/octet-stream",
    etag: `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`,
    immutable: /[-.][\w-]{8,}\.\w+$/.test(path) && path.includes("assets/"),
  };
}

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json",
  svg: "image/svg+xml",
  png: "image/png",
  jpg: "image/jpeg",
  ico: "image/x-icon",
  woff2: "font/woff2",
  woff: "font/woff",
  txt: "text/plain; charset=utf-8",
  map: "application/json",
  wasm: "application/wasm",
  webmanifest: "application/manifest+json",
};
