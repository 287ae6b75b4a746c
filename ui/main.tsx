/// <reference lib="dom" />
/** Starts the page in the browser. */
import { render } from "preact";
import { App } from "./app.tsx";
import { startClock } from "./state/clock.ts";
import { startKeys } from "./state/keys.ts";
import { startRouter } from "./state/router.ts";
import { startStore } from "./state/store.ts";
import { startTheme } from "./state/theme.ts";

startTheme();
startRouter();
startKeys();
startClock();
startStore();

const root = document.getElementById("app");
if (root !== null) render(<App />, root);
