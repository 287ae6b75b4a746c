/** The pages that tests and pictures go through, by name. */

export interface PageOf {
  readonly name: string;
  /** Below the base, with the query. */
  readonly at: string;
  /** Shown when the page is ready. */
  readonly ready: string;
}

export const PAGES_OF_CORE30: readonly PageOf[] = [
  { name: "overview", at: "", ready: ".overview-stage canvas" },
  { name: "map", at: "map", ready: ".map-stage canvas" },
  { name: "map-policy", at: "map?policy=gold-dublin-brussels", ready: ".steps" },
  {
    name: "map-link",
    at: "map?colour=delay&sel=link%3Alondon%3A10.0.0.2",
    ready: ".inspector table",
  },
  { name: "policies", at: "policies", ready: ".rows tbody tr" },
  { name: "policy", at: "policies/gold-dublin-brussels", ready: ".candidate .metro" },
  { name: "policy-nopath", at: "policies/silver-paris-bordeaux", ready: ".record.bad" },
  { name: "paths", at: "paths?from=lisbon&to=warsaw&metric=delay", ready: ".result .metro" },
  { name: "meshes", at: "meshes", ready: ".rows tbody tr" },
  { name: "routers", at: "routers?sel=paris", ready: ".inspector .pairs" },
  { name: "links", at: "links?sel=london%3A10.0.0.2", ready: ".inspector table" },
  { name: "lsps", at: "lsps", ready: ".rows tbody tr" },
  { name: "sessions", at: "sessions", ready: ".rows tbody tr" },
  { name: "session", at: "sessions/paris/messages/10?field=5.3.1", ready: ".field-line.on" },
  { name: "bgp", at: "sessions/bgp/127.0.0.9/messages/5?field=5.3.5", ready: ".field-line.on" },
  { name: "events", at: "events", ready: ".rows tbody tr" },
  { name: "event", at: "events/2", ready: ".history li" },
  { name: "alarms", at: "alarms?sel=3", ready: ".inspector .pairs" },
  { name: "drift", at: "drift", ready: ".rows tbody tr" },
  { name: "protocol", at: "protocol", ready: ".registry tr" },
  { name: "decode", at: "decode", ready: ".decode-box" },
];
