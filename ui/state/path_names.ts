/** Whose a symbolic path name is: routers keep names of ids, people know the policy. */
import { computed } from "@preact/signals";
import { store } from "./store.ts";

const byPathName = computed<ReadonlyMap<string, string>>(() =>
  new Map(
    store.policy.all.value.flatMap((policy) =>
      policy.candidatePaths.map((path) => [path.symbolicPathName, policy.name] as const)
    ),
  )
);

export const policyOfPath = (symbolicPathName: string): string | undefined =>
  byPathName.value.get(symbolicPathName);

/** A sentence with the policies' names in place of the names on the wire. */
export const withPolicyNames = (sentence: string): string =>
  sentence.replace(/[\w-]+(?:\.[\w-]+){2,}/g, (name) => byPathName.value.get(name) ?? name);
