/** Calls for who owns the controller: a backup of all that it keeps, and its way out of the network. */
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { AdminService, BackupResponseSchema } from "../gen/cairn/v1/admin_pb.ts";
import { ask } from "./ask.ts";
import { numberOf } from "./change_methods.ts";
import { wrongField } from "./errors.ts";
import type { Methods } from "./methods.ts";
import type { Ports } from "./ports.ts";

export function addOwnerMethods(methods: Methods, ports: Ports): void {
  const { method } = AdminService;
  methods.unary(method.decommission, async (request, call) => {
    const { how, router, dryRun } = request;
    if (how !== "return" && how !== "delete" && how !== "undo") {
      throw wrongField("how", `how is "${how}"`, "use return, delete or undo");
    }
    if (router !== "") numberOf(ports, "router", "router", router);
    const where = router === "" ? {} : { router };
    const command = { do: "decommission", how, dryRun, ...where } as const;
    return { changes: [...(await ask(ports, call, command)).changes] };
  });

  methods.stream(method.backup, async function* ({ keptAs }, { caller, from, signal }) {
    const { backup, notices } = ports;
    if (!backup) throw new ConnectError("this controller keeps nothing", Code.Unimplemented);
    for await (const octets of backup(keptAs)) {
      if (signal.aborted) return;
      yield create(BackupResponseSchema, { octets });
    }
    notices.note({
      severity: "info",
      kind: "backupTaken",
      subject: "store",
      title: "A backup was taken",
      by: `${caller.user}@${from}`,
    });
  });
}
