/** `cairn login`: a password for a token that later commands use; it is kept for its owner alone. */
import type { Command } from "commander";
import { AdminService } from "../../gen/cairn/v1/admin_pb.ts";
import { EdgeError } from "../../io/edge_error.ts";
import type { Terminal } from "../../io/terminal.ts";
import { addClientOptions, Client, type ClientOptions, loginFile, readLogins } from "../client.ts";

export function addLogin(program: Command, terminal: Terminal): void {
  const login = program.command("login").summary("remember who you are");
  addClientOptions(login).action(async (options: ClientOptions) => {
    const given = options.user ?? terminal.env("CAIRN_USER") ?? "admin";
    const [user = "admin", ...rest] = given.split(":");
    const password = rest.length > 0
      ? rest.join(":")
      : terminal.env("CAIRN_PASSWORD") ?? await terminal.askSecret(`password of ${user}: `);
    if (!password) throw new EdgeError("no password; set CAIRN_PASSWORD or type it when asked");
    const client = new Client(terminal, { ...options, user: `${user}:${password}` });
    const answer = await client.call(AdminService.method.login, { user, password });
    const ca = options.ca ?? terminal.env("CAIRN_CA");
    const kept = {
      token: answer.token,
      user: answer.user,
      ...(ca !== undefined && { ca: new TextDecoder().decode(terminal.read(ca)) }),
    };
    const logins = { ...readLogins(terminal), [client.url]: kept };
    terminal.write(loginFile(terminal), `${JSON.stringify(logins, null, 2)}\n`, { secret: true });
    terminal.out(`${answer.user} (${answer.role}) at ${client.url}\n`);
  });
}
