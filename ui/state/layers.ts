/** Which window is open over the page; one at a time. */
import { signal } from "@preact/signals";

export type Layer =
  | { readonly is: "palette" }
  | { readonly is: "keys" }
  | { readonly is: "mode" }
  | { readonly is: "freeze" }
  | { readonly is: "thaw" }
  | { readonly is: "menu" }
  | {
    readonly is: "confirm";
    readonly title: string;
    readonly text: string;
    readonly action: string;
    readonly go: () => void;
  };

export const layer = signal<Layer | undefined>(undefined);

export const openLayer = (next: Layer): void => {
  layer.value = next;
};
export const closeLayer = (): void => {
  layer.value = undefined;
};
