/// <reference lib="dom" />
/** The map as a component: rows and selection in, what is picked out; made once, then only told what changed. */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ColourBy } from "./link_look.ts";
import type { MapPath } from "./draw_paths.ts";
import { type MapTopology, NetworkMap, type Target } from "./network_map.ts";
import type { Point } from "./screen.ts";

export interface MapViewProps {
  readonly topology: MapTopology;
  readonly colourBy: ColourBy;
  readonly paths: readonly MapPath[];
  readonly selected: Target | undefined;
  readonly theme: string;
  readonly label: string;
  readonly onPick: (target: Target | undefined) => void;
  readonly onPoint?: (target: Target | undefined, at: Point) => void;
  /** Gives the buttons of the page something to call. */
  readonly onReady?: (map: NetworkMap | undefined) => void;
}

export function MapView(props: MapViewProps): JSX.Element {
  const stage = useRef<HTMLDivElement>(null);
  const map = useRef<NetworkMap | undefined>(undefined);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    if (stage.current === null) return;
    const made = new NetworkMap(stage.current, {
      picked: (target) => latest.current.onPick(target),
      pointed: (target, at) => latest.current.onPoint?.(target, at),
    });
    map.current = made;
    latest.current.onReady?.(made);
    return () => {
      map.current = undefined;
      latest.current.onReady?.(undefined);
      made.kill();
    };
  }, []);
  useEffect(() => {
    map.current?.setColourBy(props.colourBy);
    map.current?.setTopology(props.topology);
  }, [props.topology, props.colourBy]);
  useEffect(() => map.current?.setPaths(props.paths), [props.paths]);
  useEffect(() => map.current?.setSelection(props.selected), [
    props.selected?.kind,
    props.selected?.id,
  ]);
  useEffect(() => map.current?.readTheme(), [props.theme]);

  const walk = (event: KeyboardEvent) => {
    const direction = ARROWS[event.key];
    const { selected } = latest.current;
    if (direction === undefined || selected?.kind !== "router") return;
    const next = map.current?.neighbour(selected.id, direction);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const target = { kind: "router", id: next } as const;
    latest.current.onPick(target);
    map.current?.reveal(target);
  };
  return (
    <div
      ref={stage}
      class="map-stage"
      tabIndex={0}
      role="application"
      aria-label={props.label}
      onKeyDown={walk}
    />
  );
}

const ARROWS: Readonly<Record<string, number>> = {
  ArrowRight: 0,
  ArrowDown: Math.PI / 2,
  ArrowLeft: Math.PI,
  ArrowUp: -Math.PI / 2,
};
