/** Rows for a page: words that came from a router or another operator must not steer the terminal that shows them. */
import { plainText } from "../lib/plain_text.ts";

/** Escapes control characters in every text of a message, in place, and answers it; the names of labels too. */
export function plainMessage<M extends object>(message: M): M {
  for (const [key, value] of Object.entries(message)) {
    if (typeof value === "string") Reflect.set(message, key, plainText(value));
    else if (isObject(value)) plainMessage(value);
    const name = plainText(key);
    if (name === key) continue;
    Reflect.set(message, name, Reflect.get(message, key));
    Reflect.deleteProperty(message, key);
  }
  return message;
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !(value instanceof Uint8Array);
