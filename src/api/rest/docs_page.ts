/** `/docs`: the calls and messages on one page without scripts, from the OpenAPI document. */
import { type DescField, type DescMessage } from "@bufbuild/protobuf";
import { comments } from "../../gen/comments.ts";
import { roleOf } from "../methods.ts";
import type { Route } from "./routes.ts";

export function docsPage(routes: readonly Route[], version: string): string {
  const services = Map.groupBy(routes, (route) => route.method.parent.name);
  const messages = new Map<string, DescMessage>();
  const calls = [...services].map(([name, list]) =>
    `<section id="${name}"><h2>${name}</h2>${
      list.map((each) => call(each, messages)).join("")
    }</section>`
  );
  const nav = [...services.keys()].map((name) => `<a href="#${name}">${name}</a>`).join(" ");
  const shapes = [...messages.values()].sort((a, b) => a.name < b.name ? -1 : 1).map(message);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Cairn API</title>
<style>${STYLE}</style></head><body><header><h1>Cairn API</h1><p>Version ${escape(version)}.
The same calls are here as REST, gRPC, gRPC-Web and Connect, on one port. Log in with HTTP basic, or
with a token in <code>Authorization: Bearer …</code>. Lists take <code>filter</code> (AIP-160:
<code>state != up AND headend = "paris"</code>), <code>pageSize</code> (at most 1,000),
<code>pageToken</code> and <code>orderBy</code>. Watches send one JSON message a line, or server-sent
events with <code>Accept: text/event-stream</code>: the rows as they are, <code>synced</code>, then
changes. Errors are <code>google.rpc.Status</code> with the fields that are wrong. The machine-readable
form is <a href="openapi.json">openapi.json</a>.</p><nav>${nav} <a href="#messages">Messages</a></nav>
</header><main>${calls.join("")}<section id="messages"><h2>Messages</h2>${shapes.join("")}</section>
</main></body></html>`;
}

function call(route: Route, messages: Map<string, DescMessage>): string {
  const { method, verb, template, body } = route;
  const comment = comments[`${method.parent.typeName}.${method.name}`] ?? "";
  const role = roleOf(method);
  const input = body === "*" || body === ""
    ? method.input
    : method.input.fields.find((field) => field.name === body)!.message!;
  const takes = input.fields.length > 0 ? `takes ${link(input, messages)}, ` : "";
  const answers = `${takes}answers ${link(method.output, messages)}`;
  const stream = method.methodKind === "server_streaming" ? " (stream)" : "";
  return `<article><h3><b class="${verb}">${verb}</b> <code>${
    escape(template.replaceAll("=**}", "}"))
  }</code></h3><p>${escape(comment)} <small>${method.name}: ${answers}${stream}; ${
    role === "open" ? "open to everybody" : `${role} and above`
  }.</small></p></article>`;
}

/** A link to a message of this API, which is then written below, with those inside it. */
function link(desc: DescMessage, messages: Map<string, DescMessage>): string {
  if (!desc.typeName.startsWith("cairn.v1.")) return desc.name;
  if (!messages.has(desc.name)) {
    messages.set(desc.name, desc);
    for (const field of desc.fields) if (field.message) link(field.message, messages);
  }
  return `<a href="#m-${desc.name}">${desc.name}</a>`;
}

function message(desc: DescMessage): string {
  const rows = desc.fields.map((field) =>
    `<tr><td><code>${field.jsonName}</code></td><td>${typeName(field)}</td><td>${
      escape(comments[`${desc.typeName}.${field.name}`] ?? "")
    }</td></tr>`
  );
  return `<article id="m-${desc.name}"><h3>${desc.name}</h3><p>${
    escape(comments[desc.typeName] ?? "")
  }</p><table>${rows.join("")}</table></article>`;
}

function typeName(field: DescField): string {
  const ours = field.message?.typeName.startsWith("cairn.v1.");
  const one = field.message
    ? ours ? `<a href="#m-${field.message.name}">${field.message.name}</a>` : field.message.name
    : WORDS[field.scalar ?? 0] ?? "text";
  return field.fieldKind === "list"
    ? `list of ${one}`
    : field.fieldKind === "map"
    ? `words to ${one}`
    : one;
}

const escape = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

const WORDS: Readonly<Record<number, string>> = {
  1: "number",
  4: "whole number (text)",
  8: "true or false",
  9: "text",
  12: "octets (base64)",
  13: "whole number",
};
const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0 auto;max-width:60rem;padding:1.5rem}h1{margin:0}h2{margin-top:2.5rem}
h3{font-size:1rem;margin:1.2rem 0 0}p{margin:.2rem 0}small{opacity:.75}code{font-size:.9em}
nav{display:flex;flex-wrap:wrap;gap:.3rem 1rem;margin:1rem 0}table{border-collapse:collapse}
td{border-top:1px solid #8884;padding:.15rem 1rem .15rem 0;vertical-align:top}a{color:inherit}
h3 b{display:inline-block;min-width:4rem}.GET{color:#2a7d4f}.POST{color:#2563c4}
.PATCH{color:#b46a00}.DELETE{color:#c23b3b}`;
