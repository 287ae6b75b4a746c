/// <reference lib="dom" />
/** One session: its messages, the fields of one of them, its octets; each field marked in both, with its RFC beside it. */
import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { BgpPeer, Message, PcepSession } from "../../src/gen/cairn/v1/session_pb.ts";
import { age, count } from "../parts/format.ts";
import { Icon } from "../parts/icon.tsx";
import { Tag } from "../parts/mark.tsx";
import { MessageList } from "../parts/message_list.tsx";
import { Notice, Skeleton } from "../parts/panel.tsx";
import { peerFacts } from "./peer_facts.ts";
import { api, problemText } from "../state/api.ts";
import { now } from "../state/clock.ts";
import { saveAs } from "../state/export.ts";
import { useKeys } from "../state/keys.ts";
import { go, href, query } from "../state/router.ts";
import { pcapOf } from "../state/pcap.ts";
import { need, store } from "../state/store.ts";
import { micros } from "../state/time.ts";
import { sessionTone } from "../state/verdict.ts";
import { MessageView } from "./message.tsx";
import { SessionActions } from "./session_actions.tsx";

interface Session {
  readonly protocol: "pcep" | "bgp";
  readonly id: string;
  readonly who: string;
  readonly state: string;
  readonly since: number | undefined;
  readonly facts: readonly (readonly [string, string])[];
  readonly messages: number;
  readonly lastError: string | undefined;
  readonly isShut: boolean;
}

/** The parts of the address after `sessions`: a router or peer address, `bgp` before it for a BGP peer. */
export function SessionPage({ parts }: { parts: readonly string[] }): JSX.Element {
  need("pcepSession", "bgpPeer", "router", "link", "policy");
  const bgp = parts[0] === "bgp";
  const name = (bgp ? parts[1] : parts[0]) ?? "";
  const chosen = parts[parts.indexOf("messages") + 1];
  const session = bgp ? peerOf(store.bgpPeer.get(name)) : pcepOf(findPcep(name));
  const [paused, setPaused] = useState(false);
  useKeys({
    space: () => setPaused(!paused),
    Escape: () => go(href("sessions")),
  });
  if (session === undefined) {
    const ready = bgp ? store.bgpPeer.synced.value : store.pcepSession.synced.value;
    return (
      <main class="page">
        {ready
          ? (
            <Notice title={`No session with ${name}`} center>
              <a class="button" href={href("sessions")}>All sessions</a>
            </Notice>
          )
          : <Skeleton lines={8} />}
      </main>
    );
  }
  const address = bgp ? ["sessions", "bgp", name] : ["sessions", name];
  return (
    <main class="page fixed session-page">
      <Head session={session} paused={paused} onPause={() => setPaused(!paused)} />
      <Messages
        key={session.id}
        session={session}
        paused={paused}
        chosen={chosen === undefined || parts.indexOf("messages") < 0 ? undefined : Number(chosen)}
        hrefOf={(n) => href([...address, "messages", String(n)])}
      />
    </main>
  );
}

const findPcep = (name: string): PcepSession | undefined =>
  store.pcepSession.get(name) ?? store.pcepSession.all.value.find((row) => row.router === name);

function pcepOf(row: PcepSession | undefined): Session | undefined {
  if (row === undefined) return undefined;
  return {
    protocol: "pcep",
    id: row.id,
    who: row.router === "" ? row.id : row.router,
    state: row.state,
    since: micros(row.upAt) ?? micros(row.since),
    messages: row.received + row.sent,
    isShut: false,
    lastError: row.lastError,
    facts: [
      ["Capabilities", row.capabilities.join(", ") || "none told"],
      ["Segment routing", row.msd === undefined ? "labels not known" : `${row.msd} labels`],
      [
        "Keepalive",
        `${row.peerKeepaliveSeconds ?? row.keepaliveSeconds} s, dead after ${
          row.peerDeadTimerSeconds ?? row.deadTimerSeconds
        } s`,
      ],
      ["Peer", `${row.peerAddress}:${row.peerPort}, ${row.profile}`],
      ["Known by", row.identifiedBy],
      ["Guarded by", GUARDS[row.security] ?? "nothing"],
      ["LSPs", count(row.lspCount)],
      [
        "Messages",
        `${count(row.received)} in, ${count(row.sent)} out${
          row.errorsReceived > 0 ? `, ${count(row.errorsReceived)} errors` : ""
        }`,
      ],
    ],
  };
}

function peerOf(row: BgpPeer | undefined): Session | undefined {
  if (row === undefined) return undefined;
  return {
    protocol: "bgp",
    id: row.id,
    who: row.address,
    state: row.state,
    since: micros(row.establishedAt) ?? micros(row.since),
    messages: row.received + row.sent,
    lastError: row.lastError,
    facts: peerFacts(row),
    isShut: row.shutBy !== undefined,
  };
}

function Head(
  { session, paused, onPause }: { session: Session; paused: boolean; onPause: () => void },
): JSX.Element {
  const up = session.state === "up" || session.state === "established";
  return (
    <div class="session-head">
      <h1>
        {session.who}{" "}
        <Tag tone={sessionTone(session.state)}>
          {`${up ? "up" : session.state}${
            session.since === undefined ? "" : ` ${age(session.since, now.value)}`
          }`}
        </Tag>
      </h1>
      <dl class="session-facts">
        {session.lastError !== undefined && !up && (
          <div>
            <dt>Last error</dt>
            <dd class="warn-c">{session.lastError}</dd>
          </div>
        )}
        {session.facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd title={value}>{value}</dd>
          </div>
        ))}
      </dl>
      <div class="page-actions">
        <button type="button" class="button" aria-pressed={paused} onClick={onPause}>
          <Icon name={paused ? "play" : "pause"} size={14} /> {paused ? "Go on" : "Pause"}{" "}
          <kbd>space</kbd>
        </button>
        <SessionActions {...session} up={up} />
      </div>
    </div>
  );
}

type Loaded =
  | { readonly is: "loading" }
  | { readonly is: "problem"; readonly text: string }
  | { readonly is: "messages"; readonly messages: readonly Message[] };

function Messages(
  { session, paused, chosen, hrefOf }: {
    session: Session;
    paused: boolean;
    chosen: number | undefined;
    hrefOf: (n: number) => string;
  },
): JSX.Element {
  const loaded = useMessages(session, paused);
  const messages = loaded.is === "messages" ? loaded.messages : NONE;
  const interesting = useMemo(() => lastOfInterest(messages), [messages]);
  const shown = messages.find((message) => message.n === (chosen ?? interesting));
  if (loaded.is === "loading") return <Skeleton lines={10} />;
  if (loaded.is === "problem") {
    return (
      <Notice title="The messages can't be read.">
        <p>{loaded.text}</p>
      </Notice>
    );
  }
  if (messages.length === 0) return <Notice title="No messages yet." />;
  return (
    <div class="session-columns">
      <MessageList
        messages={messages}
        selected={shown?.n}
        now={now.value}
        following={chosen === undefined && !paused}
        onSelect={(n) => go(hrefOf(n), chosen === undefined ? "push" : "replace")}
        onSave={(all) => saveAs(`cairn-${session.who}.pcap`, PCAP, pcapOf(all))}
      />
      {shown === undefined
        ? (
          <section class="panel">
            <Notice title={`Message ${chosen} is not kept any more.`}>
              <p>Of each session the last messages are kept.</p>
            </Notice>
          </section>
        )
        : (
          <MessageView
            message={shown}
            messages={messages}
            who={session.who}
            field={query.value.get("field") ?? undefined}
            hrefOf={hrefOf}
          />
        )}
    </div>
  );
}

const PCAP = "application/vnd.tcpdump.pcap";
const NONE: readonly Message[] = [];

/** What is worth a look first: the newest message that is not a keepalive. */
function lastOfInterest(messages: readonly Message[]): number | undefined {
  const last = messages.filter((message) => !/^keepalive$/i.test(message.type)).pop();
  return (last ?? messages[messages.length - 1])?.n;
}

/** Asks again when the counters of the session moved, at most twice a second. */
function useMessages(session: Session, paused: boolean): Loaded {
  const [loaded, setLoaded] = useState<Loaded>({ is: "loading" });
  const { id, protocol, messages } = session;
  useEffect(() => {
    if (paused) return;
    let current = true;
    const wait = setTimeout(() => {
      const call = protocol === "pcep"
        ? api.sessions.listPcepMessages({ id })
        : api.sessions.listBgpMessages({ id });
      call.then(
        (answer) => current && setLoaded({ is: "messages", messages: answer.messages }),
        (problem) => current && setLoaded({ is: "problem", text: problemText(problem) }),
      );
    }, loaded.is === "loading" ? 0 : 400);
    return () => {
      current = false;
      clearTimeout(wait);
    };
  }, [id, protocol, messages, paused]);
  return loaded;
}

const GUARDS: Readonly<Record<string, string>> = {
  md5: "TCP-MD5",
  tls: "TLS (PCEPS), both with certificates",
};
