/// <reference lib="dom" />
/** A dialog of the browser itself: it keeps the focus inside, and Escape or a click beside it closes it. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./icon.tsx";

export function Dialog(
  { title, class: name = "", onClose, children, plain = false }: {
    title: string;
    class?: string;
    onClose: () => void;
    children: ComponentChildren;
    /** Without the head: the content brings its own. */
    plain?: boolean;
  },
): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => element.current?.showModal(), []);
  return (
    <dialog
      ref={element}
      class={`dialog ${name}`}
      aria-label={title}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === element.current) onClose();
      }}
    >
      {!plain && (
        <div class="dialog-head">
          <h2>{title}</h2>
          <button type="button" class="icon-button" aria-label="Close" onClick={onClose}>
            <Icon name="close" />
          </button>
        </div>
      )}
      {children}
    </dialog>
  );
}
