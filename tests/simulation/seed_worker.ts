/** A thread that lives the lives of seeds, one after the other as it is told. */
import { liveAndTell, type Order } from "./lives.ts";

declare const self: Worker;
self.onmessage = ({ data }: MessageEvent<Order>) => self.postMessage(liveAndTell(data));
