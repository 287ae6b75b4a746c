/** What an operator would do about all that a controller holds of its own accord, once the trouble is over. */
import type { Command, Reply } from "../../src/controller/command.ts";
import type { View } from "../../src/controller/view/view.ts";

type Ask = (command: Command, then: (reply: Reply) => void) => void;

/** Ends what the status says only a person can end; a hold may have ended by itself meanwhile. */
export function endHolds(view: View, ask: Ask, mustDo: (reply: Reply) => void): void {
  for (const { kind, subject, by, ends } of view.row("status", 0)!.holds) {
    if (kind === "freeze" && by === "circuit breaker") {
      ask({ do: "thaw", ...(subject === "" ? {} : { router: subject }) }, mustDo);
    } else if (kind === "tedGuard") ask({ do: "confirmTopology" }, () => {});
    else if (kind === "rollout" && ends !== undefined) {
      ask({ do: "confirmMesh", mesh: subject }, () => {});
    }
  }
}
