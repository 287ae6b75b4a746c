/** The connections between routers and controller in memory: ordered, late, and breakable on either side. */
import type { Agenda } from "./agenda.ts";
import type { Random } from "./random.ts";

export interface Pipe {
  readonly connection: number; // as the controller counts them
  readonly line: number; // as the network does
  readonly protocol: "pcep" | "bgp";
  room: number; // octets that the controller may still write
  ended: boolean; // the controller closed it, or knows that it is closed
  deaf: boolean; // the controller that knew it is gone
  lastAt: number; // of what is under way
}

export class Pipes {
  readonly #byConnection = new Map<number, Pipe>();
  readonly #byLine = new Map<number, Pipe>();
  #next = 1;

  constructor(
    readonly agenda: Agenda<() => void>,
    readonly random: Random,
    readonly latencyMicroseconds: number | ((line: number) => number),
  ) {}

  open(line: number, protocol: Pipe["protocol"]): Pipe {
    const pipe: Pipe = {
      connection: this.#next++,
      line,
      protocol,
      room: CREDIT,
      ended: false,
      deaf: false,
      lastAt: 0,
    };
    this.#byConnection.set(pipe.connection, pipe);
    this.#byLine.set(line, pipe);
    return pipe;
  }
  all(): readonly Pipe[] {
    return [...this.#byConnection.values()];
  }
  of(connection: number): Pipe | undefined {
    return this.#byConnection.get(connection);
  }
  onLine(line: number): Pipe | undefined {
    return this.#byLine.get(line);
  }
  /** The network's end is closed; a new connection may take the line. */
  leaveLine(pipe: Pipe): void {
    if (this.#byLine.get(pipe.line) === pipe) this.#byLine.delete(pipe.line);
  }
  forget(pipe: Pipe): void {
    this.#byConnection.delete(pipe.connection);
    this.leaveLine(pipe);
  }
  /** After the latency, in the order of the connection; never once it is forgotten. */
  after(pipe: Pipe, now: number, then: () => void): void {
    pipe.lastAt = Math.max(pipe.lastAt, now + this.latency(pipe.line));
    this.agenda.add(pipe.lastAt, () => {
      if (this.#byConnection.get(pipe.connection) === pipe) then();
    });
  }
  latency(line = -1): number {
    const { latencyMicroseconds: mean } = this;
    const microseconds = typeof mean === "number" ? mean : mean(line);
    return Math.round(microseconds * (0.8 + 0.4 * this.random.next()));
  }
}

export const CREDIT = 256 * 1024;
