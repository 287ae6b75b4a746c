/**
 * Passwords as salted scrypt (RFC 7914). Hashing is slow on purpose, so at most two run at once and few may wait;
 * credentials that were right are remembered five minutes under a keyed hash, never as themselves.
 */
import { Buffer } from "node:buffer";
import { createHmac, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { refuse, wrongField } from "../errors.ts";
import type { Clock } from "../ports.ts";

/** "scrypt$16384$8$1$salt$hash", base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, COST);
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64"), hash.toString("base64")]
    .join("$");
}

/** Throws what is wrong with a new password. */
export function checkPassword(password: string, field = "password"): void {
  if (password.length >= LEAST && password.length <= 1024) return;
  throw wrongField(
    field,
    password === "" ? "the password is empty" : `the password has ${password.length} characters`,
    `use at least ${LEAST}`,
  );
}

export class Passwords {
  readonly #clock: Clock;
  readonly #key = randomBytes(32);
  readonly #known = new Map<string, { readonly user: string; readonly until: number }>();
  readonly #running = new Map<string, Promise<boolean>>();
  #busy = 0;
  #waiting: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }
  /** True: this pair was right within the last five minutes, and its user has not changed since. */
  remembers(user: string, password: string): boolean {
    const until = this.#known.get(this.#mark(user, password))?.until ?? 0;
    return until > this.#clock.now();
  }
  forget(user: string): void {
    for (const [mark, known] of this.#known) if (known.user === user) this.#known.delete(mark);
  }
  /** Against what is stored; undefined (no such user) takes as long as a wrong password. */
  async verify(user: string, password: string, stored: string | undefined): Promise<boolean> {
    const mark = this.#mark(user, password);
    const running = this.#running.get(mark) ?? this.#compare(password, stored);
    this.#running.set(mark, running);
    try {
      const right = await running;
      if (right) this.#remember(mark, user);
      return right;
    } finally {
      this.#running.delete(mark);
    }
  }
  async #compare(password: string, stored: string | undefined): Promise<boolean> {
    const [, N, r, p, salt, hash] = (stored ?? NOBODY).split("$");
    await this.#enter();
    try {
      const cost = { N: Number(N), r: Number(r), p: Number(p) };
      const derived = await derive(password, Buffer.from(salt!, "base64"), cost);
      const expected = Buffer.from(hash!, "base64");
      const equal = derived.length === expected.length && timingSafeEqual(derived, expected);
      return stored !== undefined && equal;
    } finally {
      this.#busy--;
      this.#waiting.shift()?.();
    }
  }
  async #enter(): Promise<void> {
    if (this.#busy >= AT_ONCE && this.#waiting.length >= MAY_WAIT) {
      throw refuse("resourceExhausted", [{
        field: "",
        problem: "too many logins at once",
        fix: "try again in a second, or use a token",
      }]);
    }
    while (this.#busy >= AT_ONCE) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#busy++;
  }
  #remember(mark: string, user: string): void {
    if (this.#known.size >= MOST_KNOWN) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(mark, { user, until: this.#clock.now() + REMEMBERED_MICROSECONDS });
  }
  #mark(user: string, password: string): string {
    return createHmac("sha256", this.#key).update(`${user}\n${password}`).digest("base64");
  }
}

function derive(password: string, salt: Uint8Array, cost: typeof COST): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(
      password.normalize("NFKC"),
      salt,
      32,
      cost,
      (error, key) => error ? reject(error) : resolve(key),
    );
  });
}

const COST = { N: 16384, r: 8, p: 1 };
const NOBODY = `scrypt$${COST.N}$${COST.r}$${COST.p}$${"A".repeat(22)}==$${"A".repeat(43)}=`;
const AT_ONCE = 2, MAY_WAIT = 32, MOST_KNOWN = 1000, LEAST = 8;
const REMEMBERED_MICROSECONDS = 300e6;
