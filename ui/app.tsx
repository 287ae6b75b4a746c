/** The whole page: the frame, and in it the page that the address names. */
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { Bars, TopBar } from "./pages/frame_top.tsx";
import { SideBar, TabsBelow } from "./pages/frame_side.tsx";
import { Layers } from "./pages/layers.tsx";
import { LoginPage } from "./pages/login.tsx";
import { AlarmsPage } from "./pages/alarms.tsx";
import { DecodePage } from "./pages/decode.tsx";
import { DriftPage } from "./pages/drift.tsx";
import { EventPage } from "./pages/event.tsx";
import { EventsPage } from "./pages/events.tsx";
import { LinksPage } from "./pages/links.tsx";
import { LspsPage } from "./pages/lsps.tsx";
import { MapPage } from "./pages/map.tsx";
import { MeshesPage } from "./pages/meshes.tsx";
import { OverviewPage } from "./pages/overview.tsx";
import { PathsPage } from "./pages/paths.tsx";
import { PoliciesPage } from "./pages/policies.tsx";
import { PolicyPage } from "./pages/policy.tsx";
import { ProtocolPage } from "./pages/protocol.tsx";
import { RoutersPage } from "./pages/routers.tsx";
import { SessionPage } from "./pages/session.tsx";
import { SessionsPage } from "./pages/sessions.tsx";
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
  const [page = "", ...parts] = path.value;
  const [name] = parts;
  switch (page) {
    case "":
    case "index.html":
      return <OverviewPage />;
    case "map":
      return <MapPage />;
    case "events":
      return name === undefined ? <EventsPage /> : <EventPage key={name} id={name} />;
    case "alarms":
      return <AlarmsPage />;
    case "drift":
      return <DriftPage />;
    case "policies":
      return name === undefined ? <PoliciesPage /> : <PolicyPage key={name} name={name} />;
    case "paths":
      return <PathsPage />;
    case "meshes":
      return <MeshesPage />;
    case "routers":
      return <RoutersPage />;
    case "links":
      return <LinksPage />;
    case "lsps":
      return <LspsPage />;
    case "sessions":
      return name === undefined ? <SessionsPage /> : <SessionPage parts={parts} />;
    case "decode":
      return <DecodePage parts={parts} />;
    case "protocol":
      return <ProtocolPage parts={parts} />;
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
