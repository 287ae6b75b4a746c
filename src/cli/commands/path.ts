/** `cairn path`: what path there would be, and why; nothing is installed. */
import type { JsonObject } from "@bufbuild/protobuf";
import { fromJson, type JsonValue } from "@bufbuild/protobuf";
import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import { ComputedPathSchema, ComputePathRequestSchema } from "../../gen/cairn/v1/path_pb.ts";
import { PathService } from "../../gen/cairn/v1/path_pb.ts";
import { EdgeError } from "../../io/edge_error.ts";
import type { Terminal } from "../../io/terminal.ts";
import { addClientOptions, Client, type ClientOptions } from "../client.ts";
import { formatOne, outputOption } from "../output.ts";
import { formatSegments, pathWords } from "../policy_page.ts";
import { delay, sentences, wrap } from "../words.ts";
import { wholeNumber } from "./apply.ts";
import { plainMessage } from "../plain_message.ts";

interface PathOptions extends ClientOptions {
  readonly metric: string;
  readonly bandwidth?: string;
  readonly maxDelay?: string;
  readonly maxHops?: number;
  readonly maxSegments?: number;
  readonly include: readonly JsonObject[];
  readonly exclude: readonly JsonObject[];
  readonly includeAny: readonly string[];
  readonly excludeAny: readonly string[];
  readonly prefer: string;
  readonly explain?: boolean;
  readonly output: "table" | "json" | "yaml";
}

export function addPath(program: Command, terminal: Terminal): void {
  const path = program.command("path").summary("compute a path without installing it")
    .argument("<source>", "router, router-id or loopback").argument("<destination>")
    .addOption(
      new Option("--metric <metric>", "what to minimise").choices(["igp", "te", "delay", "hops"])
        .default("igp"),
    )
    .option("--bandwidth <rate>", "like 2Gbps")
    .option("--max-delay <time>", "like 20ms")
    .option("--max-hops <count>", "", wholeNumber)
    .option("--max-segments <count>", "", wholeNumber)
    .option("--include <router>", "to be passed; may be repeated", collectElement, [])
    .option(
      "--exclude <element>",
      "router:R, link:L or srlg:N; may be repeated",
      collectElement,
      [],
    )
    .option("--include-any <affinity>", "may be repeated", collect, [])
    .option("--exclude-any <affinity>", "may be repeated", collect, [])
    .addOption(
      new Option("--prefer <segment>", "where both would do").choices(["node", "adjacency"])
        .default("node"),
    )
    .option("--explain", "say why this path")
    .addOption(outputOption(["table", "json", "yaml"]));
  addClientOptions(path).action(async (source: string, destination: string, options) => {
    await computePath(new Client(terminal, options), source, destination, options);
  });
}

async function computePath(client: Client, headend: string, endpoint: string, o: PathOptions) {
  const { terminal } = client;
  const request = fromJson(ComputePathRequestSchema, {
    headend,
    endpoint,
    ...(o.bandwidth !== undefined && { bandwidth: o.bandwidth }),
    dynamic: dynamicOf(o),
  });
  const { path } = await client.call(PathService.method.computePath, request);
  if (!path) throw new EdgeError("the controller gave no answer");
  if (o.output !== "table") terminal.out(formatOne(o.output, ComputedPathSchema, path));
  else if (path.ok) {
    plainMessage(path);
    terminal.out(`${pathWords(path)}\n\n${formatSegments(path, terminal)}`);
    if (o.explain) terminal.out(`\n${wrap(path.why, terminal.columns, 0)}\n`);
    if (o.explain && path.tookMicroseconds !== undefined) {
      terminal.out(`computed in ${delay(path.tookMicroseconds)}\n`);
    }
  }
  if (path.ok) return;
  throw new EdgeError(
    `no path from ${headend} to ${endpoint}: ${sentences(path.why, path.remedy ?? "")}`,
  );
}

function dynamicOf(o: PathOptions): JsonValue {
  return {
    metric: o.metric,
    bounds: {
      ...(o.maxDelay !== undefined && { delay: o.maxDelay }),
      ...(o.maxHops !== undefined && { hops: o.maxHops }),
      ...(o.maxSegments !== undefined && { segments: o.maxSegments }),
    },
    affinity: { includeAny: [...o.includeAny], excludeAny: [...o.excludeAny] },
    include: [...o.include],
    exclude: [...o.exclude],
    segments: { prefer: o.prefer },
  };
}

const collect = (word: string, before: readonly string[]): string[] => [...before, word];

/** "lyon", "router:lyon", "link:paris--metz", "srlg:77". */
function collectElement(word: string, before: readonly JsonObject[]): JsonObject[] {
  const match = /^(router|link|srlg):(.+)$/.exec(word);
  const [kind, name] = match ? [match[1]!, match[2]!] : ["router", word];
  if (kind === "srlg" && !/^\d+$/.test(name)) {
    throw new InvalidArgumentError("An SRLG is a number, like srlg:77.");
  }
  return [...before, { [kind]: kind === "srlg" ? Number(name) : name }];
}
