/** lucide's icons (ISC), 16 px and 1.9 px strokes, in the colour of the text around them. */
import * as lucide from "lucide";
import { h, type JSX } from "preact";

const ICONS = {
  overview: lucide.LayoutDashboard,
  map: lucide.Waypoints,
  events: lucide.Activity,
  alarm: lucide.BellRing,
  drift: lucide.GitCompareArrows,
  policies: lucide.Route,
  paths: lucide.Split,
  routers: lucide.Router,
  links: lucide.Link2,
  linkOff: lucide.Link2Off,
  lsps: lucide.ListTree,
  sessions: lucide.Cable,
  mesh: lucide.Network,
  protocol: lucide.Binary,
  api: lucide.Braces,
  key: lucide.KeyRound,
  find: lucide.Search,
  theme: lucide.SunMoon,
  command: lucide.Command,
  arrow: lucide.ArrowRight,
  in: lucide.ArrowDownLeft,
  out: lucide.ArrowUpRight,
  right: lucide.ChevronRight,
  left: lucide.ChevronLeft,
  down: lucide.ChevronDown,
  up: lucide.ChevronUp,
  fold: lucide.ChevronsUpDown,
  close: lucide.X,
  check: lucide.Check,
  plus: lucide.Plus,
  minus: lucide.Minus,
  fit: lucide.Maximize,
  optimise: lucide.RefreshCw,
  reset: lucide.RotateCcw,
  eye: lucide.Eye,
  advise: lucide.PencilRuler,
  snow: lucide.Snowflake,
  thaw: lucide.Sun,
  lock: lucide.Lock,
  leave: lucide.LogOut,
  unplugged: lucide.Unplug,
  pause: lucide.Pause,
  play: lucide.Play,
  copy: lucide.Copy,
  save: lucide.Download,
  filter: lucide.ListFilter,
  outside: lucide.ExternalLink,
  menu: lucide.Menu,
  help: lucide.CircleHelp,
  remedy: lucide.CornerDownRight,
  try: lucide.FlaskConical,
  delete: lucide.Trash2,
  target: lucide.Crosshair,
  history: lucide.History,
  columns: lucide.Columns3,
} as const;

export type IconName = keyof typeof ICONS;

export function Icon(
  { name, size = 16, class: more = "" }: { name: IconName; size?: number; class?: string },
): JSX.Element {
  return (
    <svg
      class={`icon ${more}`}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width={size < 16 ? 2.25 : 1.9}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {ICONS[name].map(([tag, attributes], index) => h(tag, { key: index, ...attributes }))}
    </svg>
  );
}

/** "from → to": the latin fonts have no arrow, so it is drawn. */
export function Arrow(): JSX.Element {
  return (
    <>
      <Icon name="arrow" size={12} class="to" />
      <span class="sr">to</span>
    </>
  );
}
