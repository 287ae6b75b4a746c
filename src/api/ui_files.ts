/**
 * The UI's files over HTTP: hashed names are kept for ever, everything else is asked for again by its ETag. Addresses
 * of pages are the UI's own, so they answer with its first page; a <base> makes its relative links right there.
 */
import type { StaticFile, StaticFiles } from "./ports.ts";

export async function uiResponse(files: StaticFiles, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const path = cleanPath(url.pathname);
  const file = path === undefined ? undefined : await files.read(path === "" ? INDEX : path);
  if (file !== undefined) return fileResponse(request, file, file.bytes);
  // Names of pages may have dots: /sessions/10.255.0.1.
  const page = path !== undefined && !path.startsWith("assets/") &&
    request.headers.get("accept")?.includes("text/html");
  const index = page ? await files.read(INDEX) : undefined;
  if (index === undefined) {
    return new Response("There is nothing here.\n", { status: 404, headers: SAFE });
  }
  return fileResponse(request, index, withBase(index.bytes, url.pathname));
}

/** Relative and without tricks; undefined for a path with "..", an empty part or a bad escape. */
function cleanPath(pathname: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(pathname).slice(1);
  } catch {
    return undefined;
  }
  const tricky = /[\0\\]/.test(path) ||
    path.split("/").some((part) => part === "." || part === "..");
  return tricky ? undefined : path;
}

function fileResponse(
  request: Request,
  file: StaticFile,
  bytes: Uint8Array<ArrayBuffer>,
): Response {
  const headers = new Headers(SAFE);
  headers.set("content-type", file.contentType);
  headers.set("etag", file.etag);
  headers.set("cache-control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (request.headers.get("if-none-match") === file.etag) {
    return new Response(null, { status: 304, headers });
  }
  headers.set("content-length", String(bytes.length));
  return new Response(request.method === "HEAD" ? null : bytes, { headers });
}

/** `/policies/gold` is one folder deep, so its base is "../". */
function withBase(page: Uint8Array<ArrayBuffer>, pathname: string): Uint8Array<ArrayBuffer> {
  const depth = pathname.split("/").length - 2;
  if (depth <= 0) return page;
  const html = new TextDecoder().decode(page);
  if (/<base\s/i.test(html)) return page;
  const base = `<base href="${"../".repeat(depth)}">`;
  return new TextEncoder().encode(html.replace(/<head[^>]*>/i, (head) => head + base));
}

/** For every page: nothing from elsewhere, no eval, no frames. */
export const SAFE: Readonly<Record<string, string>> = {
  "content-security-policy": [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; "),
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

const INDEX = "index.html";
