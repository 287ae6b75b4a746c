/** A line across the page, below the top bar: something that holds for every page. */
import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./icon.tsx";

export function Bar(
  { tone, icon, children }: { tone: "warn" | "info"; icon: IconName; children: ComponentChildren },
): JSX.Element {
  return (
    <div class={`bar ${tone}`} role="alert">
      <Icon name={icon} />
      {children}
    </div>
  );
}
