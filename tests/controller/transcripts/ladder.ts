/**
 * Transcripts: one line is one thing that somebody says or that time passes, in order. What Cairn says must be in the
 * transcript, and nothing else may be said: every line but `cairn:` finds its outbox empty.
 *
 *     operator: apply gold
 *     cairn: PCInitiate gold on {first}
 *     router: PCRpt gold goingUp D C on {first} answers
 *     after 3 s
 *     policy gold: waiting "bringing it up"
 */
import assert from "node:assert/strict";
import type { Hop, MessageKind, StateReport } from "../../../src/pcep/codec/message.ts";
import { errorMessage, type Message } from "../../../src/pcep/codec/message.ts";
import type { Command } from "../../../src/controller/command.ts";
import type { Intent } from "../../../src/policy/intent.ts";
import { dynamic, FIVE, policy, row } from "../simulation.ts";
import { decodeMessage } from "../../../src/pcep/codec/decode.ts";
import { capturedOctets, hasCaptures } from "./captured.ts";
import { labelsOf, naiOf, reportOf } from "./report_words.ts";
import { notificationOf, offered, offering } from "./sync_words.ts";
import { Scripted, type ScriptOptions } from "./scripted.ts";

export interface LadderOptions extends ScriptOptions {
  readonly documents?: Readonly<Record<string, Intent>>; // gold and around are always there
}

/** One test: the transcript is played from a calm network of which paris is the scripted router. */
export function transcript(name: string, options: LadderOptions, text: string): void {
  Deno.test(name, () => {
    if (text.includes("router: plays ") && !hasCaptures()) {
      return console.log("not run: ../shared/captures is not there");
    }
    const ladder = new Ladder(options);
    const lines = text.split("\n").map((line) => line.trim());
    lines.forEach((line, i) => {
      if (line === "" || line.startsWith("#")) return;
      try {
        ladder.play(line);
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        const played = lines.slice(0, i).filter((l) => l !== "").join("\n");
        throw new Error(`at "${line}": ${said}\nafter:\n${played}`, { cause: error });
      }
    });
    ladder.end();
  });
}

export class Ladder {
  readonly #script: Scripted;
  readonly #documents: Readonly<Record<string, Intent>>;
  readonly #plspIds = new Map<string, number>(); // by name on the wire
  readonly #names = new Map<string, string>(); // symbolic name → name in the transcript
  readonly #lists = new Map<string, string>(); // {name} → labels
  #nextPlspId = 1;
  #answers = 0; // SRP-ID of what Cairn said last
  #hops: readonly Hop[] = []; // of it
  #before = 0; // and of what it said before that

  constructor(options: LadderOptions) {
    this.#script = new Scripted(options);
    const around = dynamic({ exclude: [{ router: "lyon" }] });
    this.#documents = {
      gold: policy(),
      around: policy({ candidatePaths: [around] }), // gold on another list
      ...options.documents,
    };
  }

  play(line: string): void {
    if (line.startsWith("cairn: ")) return this.#cairn(line.slice(7));
    this.#heardAll("Cairn said what is not in the transcript");
    const after = /^after ([\d.]+) (s|min)$/.exec(line);
    if (after) return this.#script.sim.run(Number(after[1]) * (after[2] === "min" ? 60 : 1));
    const [, who = "", what = ""] = /^(\w+(?: \S+)?): (.*)$/.exec(this.#filled(line)) ?? [];
    if (who === "router") return this.#router(what);
    if (who === "aside") return this.#aside(what);
    if (who === "operator") return this.#operator(what);
    if (who === "operator refused") return this.#refused(what);
    if (who === "link") return this.#link(what);
    if (who === "core") return this.#core(what);
    if (who === "its hops") return assert.equal(this.#hops.map(naiOf).join(", "), what);
    this.#expect(who, what);
  }
  end(): void {
    this.#heardAll("said at the end");
  }
  #heardAll(why: string): void {
    assert.deepEqual(this.#script.heard.map((m) => this.#words(m)), [], why);
  }

  #cairn(expected: string): void {
    if (expected === "nothing") return this.#heardAll("it said something");
    const message = this.#script.heard.shift();
    assert.ok(message, `Cairn said nothing, expected ${expected}${this.#standings()}`);
    const words = this.#words(message), unknown = /\{(\w+)\}$/.exec(expected)?.[1];
    if (unknown === undefined || this.#lists.has(unknown)) {
      assert.equal(words, this.#filled(expected));
    } else this.#bind(unknown, words, expected.slice(0, -unknown.length - 2));
    const srpId = message.kind === "update"
      ? message.trigger?.srpId ?? message.updates[0]!.srpId
      : message.kind === "initiate"
      ? message.requests[0]!.srpId
      : 0;
    assert.notEqual(srpId, this.#answers, "every request has an SRP-ID of its own");
    this.#before = this.#answers;
    this.#answers = srpId;
    this.#hops = message.kind === "update"
      ? message.updates[0]?.ero ?? []
      : message.kind === "initiate" && message.requests[0]!.action === "create"
      ? message.requests[0]!.ero
      : [];
  }

  #standings(): string {
    const { view } = this.#script.sim;
    const rows = [...view.ids("policy")].map((id) => view.row("policy", id)!);
    return rows.map(({ name, state, verdict }) => `\n${name} is ${state}: ${verdict}`).join("");
  }
  /** `{first}`: the list that Cairn says there, another one than those with other names. */
  #bind(name: string, words: string, expected: string): void {
    assert.equal(words.slice(0, expected.length), expected);
    const list = words.slice(expected.length);
    assert.match(list, /^\d+( \d+)*$/);
    assert.ok(![...this.#lists.values()].includes(list), `${list} is not new`);
    this.#lists.set(name, list);
  }
  #filled = (line: string): string =>
    line.replace(/\{(\w+)\}/g, (_, name: string) => this.#lists.get(name) ?? `no list ${name}`);

  #words(message: Message): string {
    if (message.kind === "update" && message.trigger) return "PCUpd that asks for all LSPs";
    if (message.kind === "update") {
      const { plspId, delegate, ero } = message.updates[0]!;
      return `PCUpd ${this.#nameOf(plspId)}${delegate ? "" : " D=0"} on ${labelsOf(ero)}`;
    }
    if (message.kind === "initiate") {
      const [request] = message.requests;
      if (request!.action === "create") {
        const name = this.#learn(request!.symbolicPathName);
        return `PCInitiate ${name} on ${labelsOf(request!.ero)}`;
      }
      const verb = request!.action === "delete" ? "delete" : "take over";
      return `PCInitiate ${verb} ${this.#nameOf(request!.plspId)}`;
    }
    if (message.kind === "reply") return `PCRep on ${labelsOf(message.replies[0]!.paths[0]!.ero)}`;
    return message.kind satisfies MessageKind;
  }
  /** A symbolic name of ours by the policy that has it. */
  #learn(symbolic: string): string {
    const { view } = this.#script.sim;
    for (const id of view.ids("policy")) {
      const known = view.row("policy", id)!;
      const path = known.candidatePaths.find((p) => p.symbolicPathName === symbolic);
      if (!path) continue;
      const many = known.candidatePaths.length > 1;
      const short = many ? `${known.name}/${path.preference}` : known.name;
      const former = this.#symbolic(short);
      if (former !== short && former !== symbolic) this.#names.set(former, `former-${short}`);
      this.#names.set(symbolic, short);
    }
    return this.#names.get(symbolic) ?? symbolic;
  }
  #symbolic(short: string): string {
    for (const [symbolic, known] of this.#names) if (known === short) return symbolic;
    return short;
  }
  #nameOf(plspId: number): string {
    for (const [name, id] of this.#plspIds) if (id === plspId) return this.#names.get(name) ?? name;
    return `#${plspId}`;
  }

  #router(what: string): void {
    const script = this.#script, [verb, ...rest] = what.split(" ");
    if (verb === "connects") return script.connect(offering(script.open, rest));
    if (what === "closes") return script.disconnect();
    if (what.startsWith("end of sync")) {
      return script.endOfSync(/version=(\d+)/.exec(what)?.[1]);
    }
    if (what === "forgets its PLSP-IDs") {
      this.#plspIds.clear();
      this.#nextPlspId += 100;
      return;
    }
    if (verb === "plays") return this.#plays(rest);
    if (verb === "PCNtf") return script.say(notificationOf(rest));
    if (verb === "PCErr") {
      const [type, value] = rest[0]!.split("/").map(Number);
      const srpIds = rest.includes("answers") ? [this.#answers] : [];
      return script.say(errorMessage(type!, value!, { srpIds }));
    }
    assert.equal(verb, "PCRpt", `what is "${what}"?`);
    const name = this.#symbolic(rest[0]!);
    let plspId = this.#plspIds.get(name);
    if (plspId === undefined) this.#plspIds.set(name, plspId = this.#nextPlspId++);
    const srpIds = { answers: this.#answers, before: this.#before };
    const report: Partial<StateReport> = reportOf(rest.slice(1), name, plspId, srpIds);
    script.report(report);
  }

  /** `PCErr 20/2`: the next of what was said beside; `offers S D version=7`, of RFC 8232 in its Open. */
  #aside(what: string): void {
    const said = this.#script.theirOpen;
    if (what.startsWith("offers")) return assert.equal(`offers${said ? offered(said) : ""}`, what);
    assert.equal(this.#script.asides.shift() ?? "nothing", what);
  }

  /** `plays FILE N-M [answers]`: octets that a real router sent, with the SRP-ID of what Cairn said last. */
  #plays([file, range, answers]: readonly string[]): void {
    const [from, to] = range!.split("-").map(Number);
    for (const bytes of capturedOctets(file!, from!, to ?? from!)) {
      if (answers === "answers") new DataView(bytes.buffer).setUint32(12, this.#answers);
      const message = decodeMessage(bytes);
      if (message.kind === "report") {
        for (const { symbolicPathName, plspId } of message.reports) {
          if (symbolicPathName !== undefined) this.#plspIds.set(symbolicPathName, plspId);
        }
      }
      this.#script.octets(bytes);
    }
  }

  #operator(what: string): void {
    const { sim } = this.#script, reply = sim.command(this.#command(what));
    assert.ok(reply.ok, JSON.stringify(reply));
    sim.run(0.1);
  }
  /** `lsp adopt gold "words of the refusal"` */
  #refused(line: string): void {
    const [, what = "", words = ""] = /^(.*?)(?: "(.*)")?$/.exec(line) ?? [];
    const reply = this.#script.sim.command(this.#command(what));
    assert.ok(!reply.ok, "it was not refused");
    const said = reply.problems.map(({ problem, fix }) => `${problem} ${fix}`).join(" ");
    assert.ok(said.includes(words), said);
  }
  #command(what: string): Command {
    const [verb, name = "", ...rest] = what.split(" ");
    const intents = [this.#documents[name] ?? policy()];
    switch (verb) {
      case "apply":
        return { do: "apply", intents, prune: false, dryRun: false };
      case "delete":
        return { do: "delete", kind: "Policy", name };
      case "freeze":
        return { do: "freeze", reason: rest.join(" ") || "a test" };
      case "thaw":
        return { do: "thaw" };
      case "reoptimize":
        return { do: "reoptimize", policy: name };
      case "delegation": {
        const delegations = name === "return" ? "return" : "accept", [router] = rest;
        return { do: "delegations", delegations, dryRun: false, ...(router && { router }) };
      }
      case "lsp": {
        const lsp = `paris/${this.#symbolic(rest[0] ?? "")}`;
        return { do: name === "adopt" ? "adopt" : "release", lsp };
      }
      default:
        throw new Error(`what is "${what}"?`);
    }
  }

  #link(what: string): void {
    const [verb, link] = what.split(" ");
    if (verb === "fail") this.#script.sim.failLink(link!);
    else this.#script.sim.restoreLink(link!);
    this.#script.sim.run(1);
  }
  #core(what: string): void {
    assert.equal(what, "restarts");
    this.#script.sim.stopCore();
    this.#script.sim.startCore();
    this.#script.sim.settle();
  }

  /** `policy NAME: state "words"`, `alarm KIND: "words"`, `no alarm: KIND`, `lsp NAME: ownership "words"`. */
  #expect(who: string, what: string): void {
    const [kind, name = ""] = who.split(" "), { view } = this.#script.sim;
    const [, state = "", words] = /^(\S*)(?: ?"(.*)")?$/.exec(what) ?? [];
    if (kind === "policy") {
      const { state: is, verdict } = row(this.#script.sim, name);
      assert.equal(is, state, verdict);
      if (words) assert.ok(verdict.includes(words), `its verdict is: ${verdict}`);
    } else if (kind === "alarm" || kind === "no") {
      const active = [...view.ids("alarm")].map((id) => view.row("alarm", id)!)
        .filter((alarm) => alarm.active);
      const found = active.filter((alarm) => alarm.kind === (kind === "no" ? state : name));
      const all = active.map((alarm) => `${alarm.kind}: ${alarm.text}`).join("\n");
      if (kind === "no") assert.deepEqual(found, [], all);
      else assert.ok(found.some((alarm) => alarm.text.includes(words ?? "")), all);
    } else if (kind === "lsp") {
      const id = view.find("lsp", `paris/${this.#symbolic(name)}`);
      const lsp = id === undefined ? undefined : view.row("lsp", id);
      assert.equal(lsp?.ownership ?? "none", state);
      const shown = `${lsp?.ifCairnDies}${lsp?.knownBy ? ` Known to ${lsp.knownBy}.` : ""}`;
      assert.ok(shown.includes(words ?? ""), shown);
    } else throw new Error(`what is "${who}: ${what}"?`);
  }
}
export const LOOPBACK = new Map(FIVE.routers.map(({ name, loopback }) => [name, loopback]));
