/**
 * The controller as a running thing: store, journal, core, loop and the routers' ports, put together. The API and the
 * command line hang on to what it answers; a second one in the same process is possible, as in tests.
 */
import { randomInt } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Computer, Core } from "../controller/step.ts";
import { alarmTargets } from "./alarms/configured_targets.ts";
import { followAlarms } from "./alarms/alarm_sender.ts";
import { createClock } from "./clock.ts";
import type { Configuration } from "./config/config.ts";
import type { Connections } from "./connections.ts";
import { EdgeError } from "./edge_error.ts";
import { farewell } from "./farewell.ts";
import { watchFreezeFile } from "./freeze_file.ts";
import { FileJournal } from "./journal/journal.ts";
import { createLog, type Log } from "./log.ts";
import { Loop } from "./loop.ts";
import { damagedWords, storeFile } from "./store/data_files.ts";
import { openSqliteStore, type SqliteStore } from "./store/sqlite_store.ts";
import { type Listener, listenForRouters } from "./tcp_listener.ts";
import { RouterSockets } from "./transport/router_sockets.ts";
import { VERSION } from "./version.ts";

export interface ControllerParts {
  readonly createCore: () => Core;
  readonly computer: Computer;
  readonly log?: Log;
}
export interface RunningController {
  readonly loop: Loop;
  readonly store: SqliteStore;
  readonly journal: FileJournal;
  readonly log: Log;
  readonly pcep: Listener;
  readonly bgp?: Listener;
  /**
   * A new configuration: what the core decides by takes effect, and keys and certificates for connections from now on; the
   * rest needs a restart. Throws EdgeError, and nothing is changed, when they cannot be had.
   */
  reconfigure(configuration: Configuration): void;
  /** Ends the sessions (LSPs stay in the routers), flushes, and closes all files. */
  stop(): Promise<void>;
}

/** Rejects with an EdgeError when a port is taken, the store is damaged or the data folder cannot be made. */
export async function startController(
  configuration: Configuration,
  { createCore, computer, log: given }: ControllerParts,
): Promise<RunningController> {
  const { edge } = configuration;
  const log = given ?? createLog(edge.log);
  const targets = alarmTargets(edge); // a secret that is not there is told before anything is opened
  makeDataFolder(edge.dataFolder);
  const sockets = new RouterSockets(edge, log, (what) => loop.enqueue(what));
  const store = await openSqliteStore(storeFile(edge.dataFolder)).catch((error: unknown) => {
    sockets.stop();
    throw error;
  });
  const { connections } = sockets;
  const clock = createClock();
  const journal = new FileJournal({
    folder: join(edge.dataFolder, "journal"),
    version: VERSION,
    ...edge.journal,
    now: clock,
    onTrouble: (error) => {
      if (error) log.failure("the journal cannot be written; trying again now and then", error);
      loop.enqueue({ on: "trouble", with: "journal", why: error?.message });
    },
  });
  let current = configuration;
  let stopping = false;
  const seed = randomInt(2 ** 32);
  const loop: Loop = new Loop({
    clock,
    journal,
    store,
    computer,
    createCore,
    sockets: {
      write: (connection, bytes) => connections.write(connection, bytes),
      close: (connection, why) => connections.close(connection, why),
      secure: (connection, bytes) => connections.secure(connection, bytes),
      consumed: (connection, octets) => connections.consumed(connection, octets),
      connect: (peer) => {
        if (!stopping) sockets.connect(peer);
      },
    },
    started: (stored) => ({
      on: "started",
      version: VERSION,
      seed,
      config: current.core,
      stored,
    }),
    onNote: (note) => {
      if (!stopping) log.note(note); // our leaving is no news of the network
    },
    onError: (what, error) => log.failure(what, error),
  });
  const listeners: Listener[] = [];
  try {
    listeners.push(await listenForRouters("pcep", "pcep.listen", edge.pcepListen, sockets));
    if (edge.bgpListen) {
      listeners.push(await listenForRouters("bgp", "bgp.listen", edge.bgpListen, sockets));
    }
    await loop.start().catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new EdgeError(damagedWords(store.file, why));
    });
  } catch (error) {
    for (const listener of listeners) listener.close();
    sockets.stop();
    await store.close();
    throw error;
  }
  let unfollow = followAlarms(loop, targets, log);
  const unwatch = watchFreezeFile(edge.dataFolder, loop);
  const [pcep, bgp] = listeners;
  return {
    loop,
    store,
    journal,
    log,
    pcep: pcep!,
    ...(bgp && { bgp }),
    reconfigure(next) {
      sockets.reconfigure(next.edge); // what cannot be had changes nothing
      current = next;
      loop.enqueue({ on: "configured", config: next.core });
      try {
        const others = alarmTargets(next.edge);
        unfollow();
        unfollow = followAlarms(loop, others, log);
      } catch (error) {
        log.say("error", "alarms", `${error instanceof Error ? error.message : error}; as before`);
      }
    },
    async stop() {
      unwatch();
      unfollow();
      sockets.stop();
      for (const listener of listeners) listener.close();
      log.say("info", "cairn", farewell(loop.view));
      stopping = true;
      await endSessions(loop, connections).catch((error) => log.failure("ending sessions", error));
      loop.stop();
      await connections.closeAll("Cairn is stopping", 500);
      journal.close();
      await store.close();
    },
  };
}

/** Says goodbye as the protocols have it: Close (RFC 5440 §6.8) and NOTIFICATION (RFC 4271 §6.7), then waits a moment. */
async function endSessions(loop: Loop, connections: Connections): Promise<void> {
  if (connections.size === 0) return;
  const { view } = loop;
  const by = "stopping";
  const asked = [
    ...[...view.ids("bgpPeer")].map((peer) => loop.command(by, { do: "resetPeer", peer })),
    ...[...view.ids("pcepSession")].map((session) =>
      loop.command(by, { do: "resetSession", session })
    ),
  ];
  const gone = async () => {
    await Promise.all(asked);
    while (connections.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const limit = Promise.withResolvers<void>();
  const timer = setTimeout(limit.resolve, GOODBYE_MILLISECONDS);
  await Promise.race([gone(), limit.promise]);
  clearTimeout(timer);
}
const GOODBYE_MILLISECONDS = 1000;

export function makeDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new EdgeError(`the data folder ${folder} cannot be made: ${why}; choose one with --data`);
  }
}
