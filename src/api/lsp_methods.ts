/** Calls about who holds LSPs: adopt, release, and what becomes of delegations (rules I.7, I.8). */
import { LspSchema, LspService } from "../gen/cairn/v1/lsp_pb.ts";
import { ask } from "./ask.ts";
import { numberOf } from "./change_methods.ts";
import { wrongField } from "./errors.ts";
import { messageOf } from "./message_of.ts";
import type { Call, Methods } from "./methods.ts";
import type { Ports } from "./ports.ts";

export function addLspMethods(methods: Methods, ports: Ports): void {
  const { method } = LspService;
  /** The answer is the LSP as it is then; what its router says to it comes with the watch. */
  const change = async (
    action: "adopt" | "release" | "requestControl",
    lsp: string,
    call: Call,
  ) => {
    const id = numberOf(ports, "lsp", "id", lsp);
    await ask(ports, call, { do: action, lsp }, "id");
    const row = ports.controller.view.row("lsp", id);
    return row === undefined ? {} : { lsp: messageOf(LspSchema, row) };
  };
  methods.unary(method.adoptLsp, ({ id }, call) => change("adopt", id, call));
  methods.unary(method.releaseLsp, ({ id }, call) => change("release", id, call));
  methods.unary(method.requestControl, ({ id }, call) => change("requestControl", id, call));
  methods.unary(method.setDelegations, async ({ delegations, router, dryRun }, call) => {
    if (delegations !== "accept" && delegations !== "return") {
      throw wrongField("delegations", `delegations is "${delegations}"`, "use accept or return");
    }
    if (router !== "") numberOf(ports, "router", "router", router);
    const where = router === "" ? {} : { router };
    const command = { do: "delegations", delegations, dryRun, ...where } as const;
    return { changes: [...(await ask(ports, call, command)).changes] };
  });
}
