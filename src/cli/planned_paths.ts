/** What `apply --dry-run` adds to its table of changes: the paths that the policies would take, computed now. */
import { fromJson, type JsonObject, type JsonValue } from "@bufbuild/protobuf";
import type { Change } from "../gen/cairn/v1/common_pb.ts";
import { ComputePathRequestSchema, PathService } from "../gen/cairn/v1/path_pb.ts";
import { type Client, problemsOf } from "./client.ts";
import { pathWords } from "./policy_page.ts";
import { wrap } from "./words.ts";

/** Prints one line for each candidate path of a policy that would be created or changed. */
export async function printPlannedPaths(
  client: Client,
  documents: readonly JsonObject[],
  changes: readonly Change[],
): Promise<void> {
  const { terminal } = client;
  const touched = new Set(
    changes.filter(({ kind, change }) => kind === "Policy" && change !== "unchanged")
      .map(({ name }) => name),
  );
  const policies = documents.filter(({ kind, name }) =>
    kind === "Policy" && typeof name === "string" && touched.has(name)
  );
  for (const policy of policies.slice(0, MOST)) {
    const list = policy["candidatePaths"];
    for (const candidate of Array.isArray(list) ? list.filter(isObject) : []) {
      const words = await pathOf(client, policy, candidate);
      const line = `${policy["name"]}, preference ${candidate["preference"]}: ${words}`;
      terminal.out(`${wrap(line, terminal.columns, 2)}\n`);
    }
  }
  const rest = policies.length - MOST;
  if (rest > 0) terminal.out(`… and the paths of ${rest} more policies\n`);
}

async function pathOf(client: Client, policy: JsonObject, candidate: JsonObject): Promise<string> {
  const asked: Record<string, JsonValue> = {};
  for (const key of ["headend", "endpoint", "color", "bandwidth"]) {
    const value = policy[key];
    if (value !== undefined) asked[key] = value;
  }
  for (const key of ["dynamic", "explicit"]) {
    const value = candidate[key];
    if (value !== undefined) asked[key] = value;
  }
  const request = fromJson(ComputePathRequestSchema, asked);
  try {
    const { path } = await client.call(PathService.method.computePath, request);
    return path?.ok ? pathWords(path) : `no path. ${path?.why ?? ""}`;
  } catch (error) { // a headend that is not there yet is no reason to refuse the document
    const [first] = problemsOf(error);
    if (!first) throw error;
    return `no path. ${first.problem}`;
  }
}

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const MOST = 50;
