/** Users and tokens in the same SQLite file as the intent, in tables of their own: they never enter the core. */
import { Code, ConnectError } from "@connectrpc/connect";
import * as v from "valibot";
import type { Accounts } from "../../api/ports.ts";
import type { SqliteStore, Value } from "./sqlite_store.ts";

export function createAccounts(store: SqliteStore): Accounts {
  /** A disk that refuses is no fault of the program: who asked hears what to do. */
  const write = async (sql: string, ...values: Value[]): Promise<void> => {
    try {
      await store.run([{ sql, values }]);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new ConnectError(
        `the store cannot be written (${why}) – make room on the disk of the data folder`,
        Code.Unavailable,
      );
    }
  };
  const put = (table: string, key: string, id: string, value: unknown): Promise<void> =>
    write(
      `INSERT INTO ${table} VALUES (?, ?) ON CONFLICT (${key}) DO UPDATE SET value = excluded.value`,
      id,
      JSON.stringify(value),
    );
  return {
    async load() {
      const [users, tokens] = await store.run([
        { sql: "SELECT value FROM account ORDER BY name", values: [] },
        { sql: "SELECT value FROM token ORDER BY id", values: [] },
      ]);
      return {
        users: users!.map(({ value }) => v.parse(USER, JSON.parse(String(value)))),
        tokens: tokens!.map(({ value }) => {
          const { expiresAt, ...token } = v.parse(TOKEN, JSON.parse(String(value)));
          return expiresAt === undefined ? token : { ...token, expiresAt };
        }),
      };
    },
    putUser: (user) => put("account", "name", user.name, user),
    putToken: (token) => put("token", "id", token.id, token),
    deleteUser: (name) => write("DELETE FROM account WHERE name = ?", name),
    deleteToken: (id) => write("DELETE FROM token WHERE id = ?", id),
  };
}

const ROLE = v.picklist(["viewer", "operator", "admin"]);
const USER = v.object({
  name: v.string(),
  role: ROLE,
  password: v.string(),
  createdAt: v.number(),
});
const TOKEN = v.object({
  id: v.string(),
  sha256: v.string(),
  user: v.string(),
  role: ROLE,
  description: v.string(),
  createdAt: v.number(),
  expiresAt: v.optional(v.number()),
  session: v.boolean(),
});
