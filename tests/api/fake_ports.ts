/** Ports for tests: accounts in memory, a clock that may be moved, the real event loop. */
import type {
  Accounts,
  Notice,
  Ports,
  Role,
  TokenRecord,
  UserRecord,
} from "../../src/api/ports.ts";
import { hashPassword } from "../../src/api/auth/passwords.ts";
import type { FakeController } from "./fake_controller.ts";

export interface TestPorts extends Ports {
  readonly controller: FakeController;
  readonly notes: Notice[];
  readonly reported: unknown[];
  /** Puts the clock forward. */
  later(seconds: number): void;
}

/** Users viewer, operator and admin, each with the password `<name>-password`. */
export async function testPorts(controller: FakeController): Promise<TestPorts> {
  const notes: Notice[] = [], reported: unknown[] = [];
  let offset = 0;
  const users =
    await (testUsers ??= Promise.all((["viewer", "operator", "admin"] as const).map(testUser)));
  return {
    controller,
    notes,
    reported,
    later: (seconds) => offset += seconds * 1e6,
    clock: { now: () => Date.now() * 1000 + offset },
    scheduler: {
      yield: () => new Promise((resolve) => void setImmediate(resolve)),
      pause: (milliseconds) => new Promise((resolve) => void setTimeout(resolve, milliseconds)),
    },
    accounts: memoryAccounts(users),
    notices: { note: (notice) => notes.push(notice) },
    report: (error) => reported.push(error),
    backup: async function* () {
      yield await Promise.resolve(new TextEncoder().encode("kept\n"));
    },
  };
}

let testUsers: Promise<UserRecord[]> | undefined; // scrypt is slow on purpose

const testUser = async (role: Role): Promise<UserRecord> => ({
  name: role,
  role,
  password: await hashPassword(`${role}-password`),
  createdAt: 0,
});

export function memoryAccounts(initial: readonly UserRecord[]): Accounts {
  const users = new Map(initial.map((user) => [user.name, user]));
  const tokens = new Map<string, TokenRecord>();
  return {
    load: () => Promise.resolve({ users: [...users.values()], tokens: [...tokens.values()] }),
    putUser: (user) => Promise.resolve(void users.set(user.name, user)),
    deleteUser: (name) => Promise.resolve(void users.delete(name)),
    putToken: (token) => Promise.resolve(void tokens.set(token.id, token)),
    deleteToken: (id) => Promise.resolve(void tokens.delete(id)),
  };
}

export const basic = (user: string, password = `${user}-password`): string =>
  `Basic ${btoa(`${user}:${password}`)}`;
