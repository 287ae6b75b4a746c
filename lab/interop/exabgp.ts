/** ExaBGP as a BGP-LS speaker that has nothing to tell: it connects to Cairn and writes down what it hears as JSON lines. */
import type { Exabgp } from "./packages.ts";
import { type Program, startProgram } from "./program.ts";

export interface ExabgpOptions {
  readonly folder: string;
  readonly address: string;
  readonly asn: number;
  readonly routerId: string;
  readonly peer: { readonly address: string; readonly asn: number; readonly port: number };
  readonly holdTimeSeconds: number;
  /** Inside "capability": "asn4 disable;" */
  readonly capabilities: readonly string[];
}
export interface RunningExabgp {
  readonly program: Program;
  /** Its messages as it read them. */
  heard(): Promise<string>;
}

export async function startExabgp(
  { python, folder: packages }: Exabgp,
  options: ExabgpOptions,
): Promise<RunningExabgp> {
  const file = `${options.folder}/exabgp.conf`, heard = `${options.folder}/exabgp.json`;
  const listener = `${options.folder}/listener.sh`;
  await Deno.writeTextFile(file, configOf(options, listener));
  await Deno.writeTextFile(heard, "");
  await Deno.writeTextFile(
    listener,
    `#!/bin/sh\nwhile read -r line; do echo "$line"; done >'${heard}'\n`,
  );
  await Deno.chmod(listener, 0o755);
  const program = startProgram(
    [python, "-m", "exabgp", "server", file],
    `${options.folder}/exabgp.log`,
    { PYTHONPATH: packages, exabgp_daemon_user: "root", exabgp_api_cli: "false" },
  );
  return { program, heard: () => Deno.readTextFile(heard) };
}

const configOf = (options: ExabgpOptions, listener: string): string =>
  `process listener {
  run ${listener};
  encoder json;
}
neighbor ${options.peer.address} {
  router-id ${options.routerId};
  local-address ${options.address};
  local-as ${options.asn};
  peer-as ${options.peer.asn};
  hold-time ${options.holdTimeSeconds};
  connect ${options.peer.port};
  capability {
    ${options.capabilities.join("\n    ")}
  }
  family {
    bgp-ls bgp-ls;
  }
  api {
    processes [ listener ];
    neighbor-changes;
    receive {
      parsed;
      open;
      update;
      notification;
      refresh;
    }
  }
}
`;
