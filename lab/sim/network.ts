/**
 * The simulated network as one fold: the IGP, a PCC per router, BGP-LS speakers and the weather. Lines
 * are numbered: first the PCCs by router, then the speakers. Who carries the bytes does not matter.
 */
import { createAgenda } from "./agenda.ts";
import { BgpLsSpeaker, type Route } from "./bgp_ls_speaker.ts";
import { type Chaos, createChaos, type Happening, type Weather } from "./chaos.ts";
import { createIgp, type Igp, type IgpEvent, type LsChange } from "./igp.ts";
import type { LineEffect } from "./line.ts";
import { attributeOf, nlriOf } from "./ls_render.ts";
import { Pcc } from "./pcc.ts";
import type { ConfiguredLsp } from "./pcc_lsp.ts";
import { type Personality, RFC } from "./personality.ts";
import { createRandom } from "./random.ts";
import type { Topology } from "./topology.ts";

export type NetworkEvent =
  | { readonly on: "started" }
  | { readonly on: "opened"; readonly line: number }
  | { readonly on: "received"; readonly line: number; readonly bytes: Uint8Array }
  | { readonly on: "closed"; readonly line: number }
  | { readonly on: "cut"; readonly line: number; readonly why: string }
  | { readonly on: "igp"; readonly event: Exclude<IgpEvent, { on: "woke" }> }
  /** What a speaker says though the IGP did not: a feed that withdraws what is there. */
  | { readonly on: "said"; readonly speaker: number; readonly changes: readonly LsChange[] }
  | { readonly on: "configured"; readonly router: number; readonly lsp: ConfiguredLsp }
  | { readonly on: "unconfigured"; readonly router: number; readonly name: string }
  /** A router reports everything again. */
  | { readonly on: "restated"; readonly router: number }
  /** Its PCC dies and starts at once; the network notices nothing. */
  | { readonly on: "pccDied"; readonly router: number }
  | { readonly on: "woke" };
export type NetworkEffect =
  | (LineEffect & { readonly line: number })
  | { readonly do: "note"; readonly words: string };

export interface NetworkOptions {
  readonly topology: Topology;
  readonly seed: number;
  readonly weather?: Weather;
  /** Microseconds from the start until the weather begins: 5 s. */
  readonly calmMicroseconds?: number;
  readonly personality?: Personality | ((router: number) => Personality);
  readonly configured?: readonly { readonly router: number; readonly lsp: ConfiguredLsp }[];
  readonly floodMicroseconds?: number;
  readonly adjacencyMicroseconds?: number;
  readonly keepaliveSeconds?: number;
  readonly retryMicroseconds?: number;
}
export class Network {
  readonly topology: Topology;
  readonly igp: Igp;
  readonly pccs: readonly Pcc[];
  readonly speakers: readonly BgpLsSpeaker[];
  #chaos: Chaos | undefined;
  readonly #agenda = createAgenda<Wake>(); // of lines; past the last one the IGP, then the weather
  readonly #dueAt: Float64Array;
  #out: NetworkEffect[] = [];

  constructor(readonly options: NetworkOptions) {
    const { topology, seed, personality = RFC } = options;
    this.topology = topology;
    this.igp = createIgp(topology, { random: createRandom(seed), ...timesOf(options) });
    const { forwarding } = this.igp;
    this.pccs = topology.routers.map((router, i) =>
      new Pcc({
        personality: typeof personality === "function" ? personality(i) : personality,
        own: router.loopback,
        msd: router.msd,
        resolves: (label) => forwarding.resolves(i, label),
        firstBindingLabel: router.srlb[0]!.base,
        random: createRandom(seed * 31 + i),
        ...sessionTimesOf(options),
      })
    );
    this.speakers = topology.speakers.map((router) =>
      new BgpLsSpeaker({ asn: topology.asn, bgpIdentifier: topology.routers[router]!.loopback })
    );
    this.#dueAt = new Float64Array(this.lineCount + 2).fill(Infinity);
  }

  get lineCount(): number {
    return this.pccs.length + this.speakers.length;
  }
  /** The line of a speaker. */
  speakerLine(speaker: number): number {
    return this.pccs.length + speaker;
  }

  handle(event: NetworkEvent, at: number): readonly NetworkEffect[] {
    this.#happen(event, at);
    this.#wakeDue(at);
    const effects = this.#out;
    this.#out = [];
    return effects;
  }
  get wakeAt(): number {
    return this.#agenda.nextAt;
  }

  /** The weather does nothing new from now on. */
  calm(): void {
    this.#chaos?.calm();
  }
  linkNamed(name: string): number {
    const link = this.topology.links.findIndex((one) => one.name === name);
    if (link < 0) throw new RangeError(`there is no link ${name}`);
    return link;
  }
  routerNamed(name: string): number {
    const router = this.topology.routers.findIndex((one) => one.name === name);
    if (router < 0) throw new RangeError(`there is no router ${name}`);
    return router;
  }
  #happen(event: NetworkEvent, at: number): void {
    switch (event.on) {
      case "started":
        return this.#start(at);
      case "opened":
      case "closed":
      case "received":
        return this.#line(event, at);
      case "cut":
        return this.#cut(event.line, event.why, at);
      case "igp":
        return this.#igp(event.event, at);
      case "said":
        return this.#tell(event.speaker, event.changes, at);
      case "configured":
        return this.#pcc(event.router, { on: "configured", lsp: event.lsp }, at);
      case "unconfigured":
        return this.#pcc(event.router, { on: "unconfigured", name: event.name }, at);
      case "restated":
        return this.#pcc(event.router, { on: "restated" }, at);
      case "pccDied":
        this.#pcc(event.router, { on: "poweredOff" }, at);
        return this.#pcc(event.router, { on: "poweredOn" }, at);
      case "woke":
        return;
    }
  }

  #start(at: number): void {
    const { topology, seed, weather = "off", calmMicroseconds = 5e6 } = this.options;
    const firstAt = at + calmMicroseconds;
    this.#chaos = createChaos(topology, this.igp, { weather, seed, firstAt });
    this.#schedule(this.#chaosLine, this.#chaos.wakeAt);
    for (const speaker of topology.speakers.keys()) {
      this.#tell(speaker, this.igp.snapshot(speaker), at);
    }
    for (const { router, lsp } of this.options.configured ?? []) {
      this.#pcc(router, { on: "configured", lsp }, at);
    }
    for (const router of this.pccs.keys()) this.#pcc(router, { on: "poweredOn" }, at);
  }

  #line(event: Extract<NetworkEvent, { line: number }>, at: number): void {
    const { line } = event;
    if (event.on === "cut") return;
    const speaker = line - this.pccs.length;
    const heard = event.on === "received"
      ? { on: event.on, bytes: event.bytes } as const
      : { on: event.on } as const;
    if (speaker < 0) return this.#pcc(line, heard, at);
    const down = !this.igp.routerUp(this.topology.speakers[speaker]!);
    if (down && event.on === "opened") {
      this.#out.push({ do: "close", why: "the router is down", line });
      return;
    }
    this.#carry(line, this.speakers[speaker]!.handle(heard, at));
  }
  #cut(line: number, why: string, at: number): void {
    const speaker = line - this.pccs.length;
    if (speaker < 0) return this.#pcc(line, { on: "cut", why }, at);
    this.#carry(line, this.speakers[speaker]!.handle({ on: "closed" }, at));
    this.#out.push({ do: "close", why, line });
  }

  #igp(event: IgpEvent, at: number): void {
    if (event.on === "routerFailed" && this.igp.routerUp(event.router)) {
      this.#power(event.router, false, at);
    }
    const back = event.on === "routerRestored" && !this.igp.routerUp(event.router);
    for (const effect of this.igp.handle(event, at)) {
      if (effect.do === "tell") this.#tell(effect.speaker, effect.changes, at);
      else {
        for (const router of this.pccs.keys()) this.#pcc(router, { on: "forwardingChanged" }, at);
      }
    }
    this.#schedule(this.#igpLine, this.igp.wakeAt);
    if (back) this.#power(event.router, true, at);
  }
  #power(router: number, on: boolean, at: number): void {
    this.#pcc(router, { on: on ? "poweredOn" : "poweredOff" }, at);
    for (const [speaker, own] of this.topology.speakers.entries()) {
      if (own === router && !on) this.#cut(this.speakerLine(speaker), "the router is down", at);
    }
  }
  #tell(speaker: number, changes: readonly LsChange[], at: number): void {
    const routes = changes.map((change): Route => ({
      key: `${change.what} ${change.index}`,
      nlri: nlriOf(this.topology, change),
      attribute: change.present ? attributeOf(this.topology, this.igp, change) : undefined,
    }));
    const line = this.speakerLine(speaker);
    this.#carry(line, this.speakers[speaker]!.handle({ on: "told", routes }, at));
  }

  #weather(happening: Happening, at: number): void {
    this.#out.push({ do: "note", words: happening.words });
    if (happening.what === "igp") return this.#igp(happening.event, at);
    const line = happening.what === "cutSession"
      ? happening.router
      : this.speakerLine(happening.speaker);
    this.#cut(line, "cut by the weather", at);
  }

  #pcc(router: number, event: Parameters<Pcc["handle"]>[0], at: number): void {
    this.#carry(router, this.pccs[router]!.handle(event, at));
  }
  #carry(line: number, effects: readonly LineEffect[]): void {
    for (const effect of effects) this.#out.push({ ...effect, line });
    this.#schedule(line, this.#folds(line).wakeAt);
  }
  #folds(line: number): { readonly wakeAt: number } {
    return line < this.pccs.length ? this.pccs[line]! : this.speakers[line - this.pccs.length]!;
  }

  /** A fold is in the agenda at least as early as it wants to be woken; too early costs nothing. */
  #schedule(line: number, at: number): void {
    if (at >= this.#dueAt[line]!) return;
    this.#dueAt[line] = at;
    this.#agenda.add(at, { line, at });
  }
  #wakeDue(now: number): void {
    for (let due = this.#agenda.take(now); due; due = this.#agenda.take(now)) {
      if (this.#dueAt[due.line] !== due.at) continue; // an earlier one took its place
      this.#dueAt[due.line] = Infinity;
      this.#wake(due.line, now);
    }
  }
  #wake(line: number, now: number): void {
    if (line === this.#igpLine) return this.#igp({ on: "woke" }, now);
    if (line === this.#chaosLine) {
      for (const happening of this.#chaos?.take(now) ?? []) this.#weather(happening, now);
      return this.#schedule(line, this.#chaos?.wakeAt ?? Infinity);
    }
    const { wakeAt } = this.#folds(line);
    if (wakeAt > now) return this.#schedule(line, wakeAt);
    if (line < this.pccs.length) return this.#pcc(line, { on: "woke" }, now);
    this.#carry(line, this.speakers[line - this.pccs.length]!.handle({ on: "woke" }, now));
  }
  get #igpLine(): number {
    return this.lineCount;
  }
  get #chaosLine(): number {
    return this.lineCount + 1;
  }
}

interface Wake {
  readonly line: number;
  readonly at: number;
}

function timesOf({ floodMicroseconds, adjacencyMicroseconds }: NetworkOptions) {
  return {
    ...(floodMicroseconds === undefined ? {} : { floodMicroseconds }),
    ...(adjacencyMicroseconds === undefined ? {} : { adjacencyMicroseconds }),
  };
}
function sessionTimesOf({ keepaliveSeconds, retryMicroseconds }: NetworkOptions) {
  return {
    ...(keepaliveSeconds === undefined ? {} : { keepaliveSeconds }),
    ...(retryMicroseconds === undefined ? {} : { retryMicroseconds }),
  };
}
