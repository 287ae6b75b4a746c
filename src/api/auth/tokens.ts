/** Tokens: 256 random bits, shown once and kept as SHA-256. Those of a login end after twelve hours. */
import { createHash, randomBytes } from "node:crypto";
import type { Accounts, Clock, Role, TokenRecord } from "../ports.ts";

export class Tokens {
  readonly #accounts: Accounts;
  readonly #clock: Clock;
  readonly #byHash = new Map<string, TokenRecord>();

  constructor(accounts: Accounts, clock: Clock, tokens: readonly TokenRecord[]) {
    this.#accounts = accounts;
    this.#clock = clock;
    for (const token of tokens) this.#byHash.set(token.sha256, token);
  }
  get all(): TokenRecord[] {
    return [...this.#byHash.values()].filter((token) => !this.#expired(token));
  }
  /** The record that belongs to a secret; undefined for a wrong or expired one. */
  find(secret: string): TokenRecord | undefined {
    const token = this.#byHash.get(sha256(secret));
    return token === undefined || this.#expired(token) ? undefined : token;
  }
  async make(
    wanted: {
      readonly user: string;
      readonly role: Role;
      readonly description: string;
      readonly session: boolean;
      readonly lifetimeMicroseconds?: number;
    },
  ): Promise<{ readonly token: TokenRecord; readonly secret: string }> {
    await this.#sweep();
    const secret = `cairn_${randomBytes(32).toString("base64url")}`;
    const createdAt = this.#clock.now();
    const { user, role, description, session, lifetimeMicroseconds } = wanted;
    const token: TokenRecord = {
      id: randomBytes(6).toString("hex"),
      sha256: sha256(secret),
      user,
      role,
      description,
      createdAt,
      ...(lifetimeMicroseconds === undefined
        ? {}
        : { expiresAt: createdAt + lifetimeMicroseconds }),
      session,
    };
    await this.#accounts.putToken(token);
    this.#byHash.set(token.sha256, token);
    return { token, secret };
  }
  async remove(id: string): Promise<void> {
    for (const token of this.#byHash.values()) {
      if (token.id !== id) continue;
      this.#byHash.delete(token.sha256); // first: it must not open anything while the store is slow
      await this.#accounts.deleteToken(id);
    }
  }
  async removeOf(user: string, which: (token: TokenRecord) => boolean): Promise<void> {
    for (const token of [...this.#byHash.values()]) {
      if (token.user === user && which(token)) await this.remove(token.id);
    }
  }
  #expired(token: TokenRecord): boolean {
    return token.expiresAt !== undefined && token.expiresAt <= this.#clock.now();
  }
  async #sweep(): Promise<void> {
    for (const token of [...this.#byHash.values()]) {
      if (this.#expired(token)) await this.remove(token.id);
    }
  }
}

export const SESSION_MICROSECONDS = 12 * 3600e6;

const sha256 = (secret: string) => createHash("sha256").update(secret).digest("hex");
