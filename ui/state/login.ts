/// <reference lib="dom" />
/** Who is looking: the token of this tab, kept as long as the tab lives, and what its role allows. */
import { computed, signal } from "@preact/signals";

export interface Person {
  readonly token: string;
  readonly user: string;
  readonly role: string;
}

const KEY = "cairn.person";

export const person = signal<Person | undefined>(kept());
/** Set when the server no longer takes the token, so that the login page can say so. */
export const expired = signal(false);

export const mayOperate = computed(() =>
  person.value?.role === "operator" || person.value?.role === "admin"
);

export function remember(someone: Person): void {
  sessionStorage.setItem(KEY, JSON.stringify(someone));
  expired.value = false;
  person.value = someone;
}

export function forget(because: "left" | "expired"): void {
  sessionStorage.removeItem(KEY);
  expired.value = because === "expired" && person.value !== undefined;
  person.value = undefined;
}

function kept(): Person | undefined {
  const text = sessionStorage.getItem(KEY);
  if (text === null) return undefined;
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null) return undefined;
  const { token, user, role } = value as Record<string, unknown>;
  if (typeof token !== "string" || typeof user !== "string" || typeof role !== "string") {
    return undefined;
  }
  return { token, user, role };
}
