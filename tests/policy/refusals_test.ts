/** Every kind of refusal has its row, and every row is one that the registries know. */
import assert from "node:assert/strict";
import { LSP_ERROR_CODES } from "../../src/pcep/registry/codes.ts";
import { ERRORS } from "../../src/pcep/registry/errors.ts";
import {
  nextWords,
  type Reaction,
  REACTIONS,
  reactionTo,
  REFUSALS,
  REPORTED_ERRORS,
  retryAfter,
} from "../../src/policy/refusals.ts";

Deno.test("`REFUSALS` names only errors that the registry has (protocol.md §9)", () => {
  const unknown = REFUSALS.flatMap(({ type, values }) => {
    const known = ERRORS.find((row) => row.type === type);
    if (!known) return [`${type}`];
    if (values === "other") return [];
    return values.filter((value) => !(value in known.values)).map((value) => `${type}/${value}`);
  });
  assert.deepEqual(unknown, []);
});

Deno.test("`REFUSALS` has no row that an earlier one hides", () => {
  const hidden = REFUSALS.filter(({ type, values }, i) =>
    REFUSALS.slice(0, i).some((before) =>
      before.type === type &&
      (before.values === "other" ||
        values !== "other" && values.every((value) => before.values.includes(value as never)))
    )
  );
  assert.deepEqual(hidden, []);
});

Deno.test("`REPORTED_ERRORS` has every LSP-ERROR-CODE (RFC 8231 §7.3.3)", () => {
  assert.deepEqual(Object.keys(REPORTED_ERRORS), Object.keys(LSP_ERROR_CODES));
});

Deno.test("`reactionTo()` tries again what nobody knows", () => {
  assert.equal(reactionTo(252, 1), "retry");
  assert.equal(reactionTo(19, 200), "retry");
});

Deno.test("`retryAfter()` never comes sooner with more attempts, nor within a second", () => {
  for (const reaction of Object.keys(REACTIONS) as Reaction[]) {
    const pauses = [1, 2, 3, 4, 10].map((attempts) => retryAfter(reaction, attempts));
    assert.deepEqual(pauses, pauses.toSorted((a, b) => a - b), reaction);
    assert.ok(pauses[0]! >= 1e6, reaction);
    assert.match(nextWords(reaction, 3, "14:05:20 UTC"), /^[a-zA-Z]/);
  }
});
