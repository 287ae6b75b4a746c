/**
 * Who is calling: HTTP basic (user and password) or bearer (token), on every interface alike. Wrong passwords are
 * slowed and reported; there is no default password and no empty one.
 */
import { Code, ConnectError } from "@connectrpc/connect";
import type { Caller } from "../methods.ts";
import type { Notices, Ports, UserRecord } from "../ports.ts";
import { checkPassword, hashPassword, Passwords } from "./passwords.ts";
import { Throttle } from "./throttle.ts";
import { Tokens } from "./tokens.ts";

export class Auth {
  readonly users: Map<string, UserRecord>;
  readonly tokens: Tokens;
  readonly passwords: Passwords;
  readonly #throttle: Throttle;
  readonly #notices: Notices;

  static async load(ports: Pick<Ports, "accounts" | "clock" | "notices">): Promise<Auth> {
    const { users, tokens } = await ports.accounts.load();
    return new Auth(ports, users, new Tokens(ports.accounts, ports.clock, tokens));
  }
  private constructor(
    ports: Pick<Ports, "clock" | "notices">,
    users: readonly UserRecord[],
    tokens: Tokens,
  ) {
    this.users = new Map(users.map((user) => [user.name, user]));
    this.tokens = tokens;
    this.passwords = new Passwords(ports.clock);
    this.#throttle = new Throttle(ports.clock);
    this.#notices = ports.notices;
  }

  /** The value of the Authorization header; throws unauthenticated. */
  async caller(authorization: string | null, from: string): Promise<Caller> {
    const [scheme, value] = (authorization ?? "").split(/ +(.*)/, 2);
    if (scheme?.toLowerCase() === "bearer" && value) return this.#bearer(value.trim());
    if (scheme?.toLowerCase() === "basic" && value) {
      const { user, password } = basicCredentials(value);
      return await this.login(user, password, from);
    }
    throw unauthenticated("log in with a user and password, or send a bearer token");
  }

  /** Checks a password; throws unauthenticated, or resourceExhausted while the caller has to wait. */
  async login(user: string, password: string, from: string): Promise<Caller> {
    const record = this.users.get(user);
    if (record && this.passwords.remembers(user, password)) return callerOf(record);
    const seconds = this.#throttle.waitSeconds(user, from);
    if (seconds > 0) {
      throw new ConnectError(
        `too many wrong passwords for this user from ${from} – wait ${seconds} s`,
        Code.ResourceExhausted,
        { "retry-after": String(seconds) },
      );
    }
    const right = await this.passwords.verify(user, password, record?.password);
    // The record may have changed while the hash was computed.
    if (right && record && this.users.get(user) === record) {
      this.#throttle.succeeded(user, from);
      return callerOf(record);
    }
    this.#failed(user, from);
    throw unauthenticated("the user or the password is wrong");
  }

  #bearer(secret: string): Caller {
    const token = this.tokens.find(secret);
    const user = token && this.users.get(token.user);
    if (!token || !user) {
      throw unauthenticated("the token is unknown or has expired – log in again");
    }
    const { role, id } = token;
    return { user: token.user, role: lower(role, user.role), by: "token", token: id };
  }

  #failed(user: string, from: string): void {
    const failures = this.#throttle.failed(user, from);
    const known = this.users.has(user) ? `user ${user}` : "an unknown user";
    this.#notices.note({
      severity: "warning",
      kind: failures >= 3 ? "loginSlowed" : "loginFailed",
      subject: known,
      title: failures >= 3
        ? `${failures} wrong passwords for ${known} from ${from}; further ones have to wait`
        : `Wrong password for ${known} from ${from}`,
      by: from,
    });
  }
}

/**
 * Makes the user admin when there is no user yet: with the password given, or a random one. Answers what to print
 * once; undefined where users exist.
 */
export async function firstAdmin(
  ports: Pick<Ports, "accounts" | "clock">,
  make: () => string,
): Promise<{ readonly user: string; readonly password: string } | undefined> {
  const { users } = await ports.accounts.load();
  if (users.length > 0) return undefined;
  const password = make();
  checkPassword(password);
  await ports.accounts.putUser({
    name: "admin",
    role: "admin",
    password: await hashPassword(password),
    createdAt: ports.clock.now(),
  });
  return { user: "admin", password };
}

function basicCredentials(value: string): { user: string; password: string } {
  let text = "";
  try {
    text = new TextDecoder("utf-8", { fatal: true })
      .decode(Uint8Array.from(atob(value.trim()), (letter) => letter.charCodeAt(0)));
  } catch { /* not base64, or not UTF-8: no colon, refused below */ }
  const colon = text.indexOf(":"); // RFC 7617 §2: the first one
  if (colon < 0) throw unauthenticated("the basic credentials cannot be read");
  return { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

const callerOf = (user: UserRecord): Caller => ({
  user: user.name,
  role: user.role,
  by: "password",
});

const RANK = ["viewer", "operator", "admin"] as const;
export const rank = (role: (typeof RANK)[number]) => RANK.indexOf(role);
export const isRole = (word: string): word is (typeof RANK)[number] =>
  RANK.some((role) => role === word);
const lower = (a: (typeof RANK)[number], b: (typeof RANK)[number]) => rank(a) < rank(b) ? a : b;

export const unauthenticated = (message: string) => new ConnectError(message, Code.Unauthenticated);
