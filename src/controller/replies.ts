/** Answers to commands: done, or what is wrong, where, and what to do. */
import type { Change, Problem, Refusal, Reply } from "./command.ts";

export const done = (changes: readonly Change[]): Reply => ({ ok: true, changes });

export const refused = (code: Refusal["code"], problem: Problem): Refusal => ({
  ok: false,
  code,
  problems: [problem],
});

export const invalid = (problems: readonly Problem[]): Refusal => ({
  ok: false,
  code: "invalidArgument",
  problems,
});

export const notFound = (field: string, name: string): Refusal =>
  refused("notFound", {
    field,
    problem: `There is no ${name}.`,
    fix: "Names are as the lists show them (cairn get …).",
  });
