/**
 * The real listener in a process of its own, so that a crash is seen from outside. Prints one line of JSON (url, port,
 * ca), and on SIGUSR2 another: what it holds after a collection.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { eventRow, statusRow } from "../api/fake_controller.ts";
import { serve } from "../api/serve.ts";

const server = await serve({ streamsPerUser: 10_000 });
const { controller } = server.ports;
console.log(JSON.stringify({ url: server.url, port: server.listener.port, ca: server.ca }));

let n = 10;
setInterval(() => { // something to watch
  controller.put("status", { ...statusRow(), waitingToSend: n }, 0);
  controller.put("event", eventRow(++n), n % 1000 + 100);
}, 5);

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");
Deno.addSignalListener("SIGUSR2", () => {
  collect();
  const { heapUsed, external, rss } = Deno.memoryUsage();
  console.log(JSON.stringify({ held: heapUsed + external, resident: rss }));
});
