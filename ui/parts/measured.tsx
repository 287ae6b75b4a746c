/// <reference lib="dom" />
/** Gives its width to what it holds: metro lines are drawn for the room they have. */
import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

export function Measured(
  { children, least = 220 }: { children: (width: number) => JSX.Element; least?: number },
): JSX.Element {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (element.current === null) return;
    const watch = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(Math.floor(entry.contentRect.width));
    });
    watch.observe(element.current);
    return () => watch.disconnect();
  }, []);
  return <div ref={element} class="measured">{width > 0 && children(Math.max(least, width))}</div>;
}
