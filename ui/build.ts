/**
 * Builds the web UI into ui/dist, or serves it for development (`--dev`). Everything is bundled: the page asks no other
 * host for anything, and all its addresses are relative, so that it works below any path of a proxy.
 */
import { build, createServer, type InlineConfig } from "vite";
import { fileURLToPath } from "node:url";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Vite's settings for a page of its own: the folder of its index.html in, the folder of the bundle out. */
export function pageConfig(root: string, outDir: string): InlineConfig {
  return {
    root,
    base: "./",
    configFile: false,
    logLevel: "warn",
    clearScreen: false,
    publicDir: false,
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      outDir,
      emptyOutDir: true,
      target: "es2022",
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1200,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  };
}

if (import.meta.main) {
  const config = pageConfig(here("."), here("dist"));
  if (Deno.args.includes("--dev")) {
    const server = await createServer({ ...config, server: { host: "127.0.0.1", port: 5173 } });
    await server.listen();
    server.printUrls();
  } else {
    await build(config);
    console.log("The UI is in ui/dist.");
  }
}
