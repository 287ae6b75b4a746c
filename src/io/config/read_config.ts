/**
 * From the text of cairn.yaml to the configuration of the core and of the edge, or to every problem it has, each with
 * its line and how to mend it.
 */
import * as v from "valibot";
import { nearest } from "../../lib/nearest.ts";
import { md5KeyOf } from "../transport/guarded_peers.ts";
import { parseYaml, type PlacedDocument, type YamlPath } from "../yaml_places.ts";
import { CONFIG, type Settings } from "./keys.ts";
import type { KeyFacts } from "./key_types.ts";
import { writtenIn } from "./secrets.ts";

export interface ConfigProblem {
  readonly line: number;
  readonly column: number;
  readonly key: string; // "pcep.peers[0].md5"
  readonly problem: string; // with how to mend it
}
export type ReadConfig =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** The configuration of a file without content: all defaults. */
export const defaultSettings = (): Settings => v.parse(CONFIG, {});

/** `folder`: where paths in it begin. */
export function readConfig(text: string, folder = "."): ReadConfig {
  const { documents, errors } = parseYaml(text);
  const problems: ConfigProblem[] = errors.map(({ message, ...place }) => ({
    ...place,
    key: "",
    problem: `not YAML: ${message}`,
  }));
  if (problems.length > 0) return { ok: false, problems };
  const [document, second] = documents;
  if (document && !isRecord(document.value)) {
    const problem = "the file must be keys and their values, like mode: observe";
    return { ok: false, problems: [{ ...document.place([]), key: "", problem }] };
  }
  if (!document) return { ok: true, settings: defaultSettings() };
  if (second) {
    const problem = "one document is enough; remove this one";
    return { ok: false, problems: [{ ...second.place([]), key: "", problem }] };
  }
  return check(document, folder);
}

function check(document: PlacedDocument, folder: string): ReadConfig {
  const value = withoutNulls(document.value);
  const unknown = unknownKeys(CONFIG, value, []);
  const parsed = v.safeParse(CONFIG, value);
  const found: Found[] = [...unknown];
  for (const issue of parsed.issues ?? []) {
    const words = wordsOf(issue);
    if (words) found.push(words);
  }
  if (found.length === 0 && parsed.success) found.push(...contradictions(parsed.output, folder));
  if (found.length === 0 && parsed.success) return { ok: true, settings: parsed.output };
  const problems = found.map(({ path, problem, atKey }): ConfigProblem => ({
    ...document.place(path, atKey ?? false),
    key: keyOf(path),
    problem,
  })).sort((a, b) => a.line - b.line || a.column - b.column);
  return { ok: false, problems };
}

interface Found {
  readonly path: YamlPath;
  readonly problem: string;
  readonly atKey?: boolean;
}

function wordsOf(issue: v.BaseIssue<unknown>): Found | undefined {
  const path = (issue.path ?? []).map(({ key }) => typeof key === "number" ? key : String(key));
  const key = keyOf(path);
  if (issue.type === "strict_object" && issue.expected === "never") return undefined; // unknownKeys says more
  if (issue.type === "strict_object" && issue.received === "undefined") {
    return { path: path.slice(0, -1), problem: `${key} is missing; add it` };
  }
  if (issue.type === "strict_object") {
    return { path, problem: `${key} must be a section with keys of its own` };
  }
  if (issue.type === "array") return { path, problem: `${key} must be a list` };
  return { path, problem: `${key} is ${show(issue.input)}, but must be ${issue.message}` };
}

/** Every key that no row of the table names; valibot would only tell the first one. */
function unknownKeys(schema: v.GenericSchema, value: unknown, path: YamlPath): Found[] {
  const inner = unwrap(schema);
  if (Array.isArray(value) && isArraySchema(inner)) {
    return value.flatMap((item, i) => unknownKeys(inner.item, item, [...path, i]));
  }
  if (!isRecord(value) || !isObjectSchema(inner)) return [];
  return Object.entries(value).flatMap(([key, child]): Found[] => {
    const known = inner.entries[key];
    if (known) return unknownKeys(known, child, [...path, key]);
    const meant = nearest(key, Object.keys(inner.entries));
    const fix = meant
      ? `did you mean "${meant}"?`
      : `known here: ${Object.keys(inner.entries).join(", ")}`;
    return [{
      path: [...path, key],
      problem: `${keyOf([...path, key])} is not a key; ${fix}`,
      atKey: true,
    }];
  });
}

/** What the single keys cannot know: values that do not go together. */
function contradictions(s: Settings, folder: string): Found[] {
  const found: Found[] = [];
  const say = (path: YamlPath, problem: string) => void found.push({ path, problem });
  if (s.pcep.deadTimer !== 0 && s.pcep.deadTimer <= s.pcep.keepalive) {
    say(
      ["pcep", "deadTimer"],
      "pcep.deadTimer must be longer than pcep.keepalive, 4 times is usual",
    );
  }
  if (s.bgp.holdTime !== 0 && s.bgp.holdTime < 3) {
    say(["bgp", "holdTime"], "bgp.holdTime must be 0s or at least 3s (RFC 4271 §4.2)");
  }
  const { certificate, key, authority } = s.pcep.pceps;
  if (certificate === undefined || key === undefined || authority === undefined) {
    const needs = "needs pcep.pceps with certificate, key and authority";
    if (s.pcep.tls !== "off") say(["pcep", "tls"], `pcep.tls ${needs}`);
    for (const [i, { tls }] of s.pcep.peers.entries()) {
      if (tls !== undefined && tls !== "off") say(["pcep", "peers", i, "tls"], `its tls ${needs}`);
    }
  }
  if ((s.api.tls.certificate === undefined) !== (s.api.tls.key === undefined)) {
    say(["api", "tls"], "api.tls needs both certificate and key, or neither");
  }
  for (const [i, peer] of s.bgp.peers.entries()) {
    if (peer.passive && !s.bgp.listen) {
      say(["bgp", "peers", i, "passive"], 'a passive peer needs bgp.listen, like "[::]:179"');
    }
  }
  for (const side of ["pcep", "bgp"] as const) {
    const peers: readonly { readonly address: string; readonly md5?: string | undefined }[] =
      s[side].peers;
    for (const [i, peer] of peers.entries()) {
      const first = peers.findIndex(({ address }) => address === peer.address);
      if (first < i) {
        say([side, "peers", i, "address"], `${peer.address} is already ${side}.peers[${first}]`);
      }
      if (peer.md5 !== undefined) {
        const wrong = md5Problem(writtenIn(folder, peer.md5), `${side}.peers[${i}].md5`);
        if (wrong !== undefined) say([side, "peers", i, "md5"], wrong);
      }
    }
  }
  return found;
}

/** Of a key that can be looked at here: what stands in the environment is only known where Cairn is started. */
function md5Problem(written: string, key: string): string | undefined {
  if (written.includes("${")) return undefined;
  try {
    md5KeyOf(written, key);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** "pcep.peers[0].md5" */
export const keyOf = (path: YamlPath): string =>
  path.map((step, i) => typeof step === "number" ? `[${step}]` : i === 0 ? step : `.${step}`)
    .join("");

/** What the table says of a key; undefined for a section. */
export function factsOf(schema: v.GenericSchema): KeyFacts | undefined {
  const inner = unwrap(schema);
  if (!("pipe" in inner) || !Array.isArray(inner.pipe)) return undefined;
  const steps = inner.pipe as readonly { readonly type: string; readonly metadata?: KeyFacts }[];
  return steps.find(({ type }) => type === "metadata")?.metadata;
}
type ObjectSchema = v.GenericSchema & { readonly entries: Record<string, v.GenericSchema> };
type ArraySchema = v.GenericSchema & { readonly item: v.GenericSchema };
export const isObjectSchema = (s: v.GenericSchema): s is ObjectSchema => "entries" in s;
export const isArraySchema = (s: v.GenericSchema): s is ArraySchema => "item" in s;
export const unwrap = (s: v.GenericSchema): v.GenericSchema =>
  "wrapped" in s ? s.wrapped as v.GenericSchema : s;

/** An empty key is one that was left out. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([, v]) => v !== null).map(([k, v]) => [k, withoutNulls(v)]),
  );
}
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const show = (value: unknown): string =>
  typeof value === "string" ? `"${value}"` : JSON.stringify(value) ?? String(value);
