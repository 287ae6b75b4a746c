/** The whole page: the frame, and in it the page that the address names. */
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { Bars, TopBar } from "./pages/frame_top.tsx";
import { SideBar, TabsBelow } from "./pages/frame_side.tsx";
import { Layers } from "./pages/layers.tsx";
import { LoginPage } from "./pages/login.tsx";
import { OverviewPage } from "./pages/overview.tsx";
import { Notice } from "./parts/panel.tsx";
import { useKeys } from "./state/keys.ts";
import { openLayer } from "./state/layers.ts";
import { person } from "./state/login.ts";
import { href, path } from "./state/router.ts";
import { disconnected } from "./state/store.ts";
import { switchTheme } from "./state/theme.ts";

const folded = signal(false);

export function App(): JSX.Element {
  return person.value === undefined ? <LoginPage /> : <Inside />;
}

function Inside(): JSX.Element {
  useKeys({
    "/": () => openLayer({ is: "palette" }),
    "mod+k": () => openLayer({ is: "palette" }),
    "?": () => openLayer({ is: "keys" }),
    "t": switchTheme,
    "[": () => folded.value = !folded.value,
  });
  return (
    <div class={`app ${folded.value ? "folded" : ""} ${disconnected.value ? "disconnected" : ""}`}>
      <SideBar />
      <div class="main">
        <TopBar />
        <Bars />
        <Page />
      </div>
      <TabsBelow />
      <Layers />
    </div>
  );
}

function Page(): JSX.Element {
  const [page = ""] = path.value;
  switch (page) {
    case "":
    case "index.html":
      return <OverviewPage />;
    default:
      return (
        <main class="page">
          <Notice title={`There is no page ${page}`} center>
            <a class="link inline" href={href("")}>Overview</a>
          </Notice>
        </main>
      );
  }
}
