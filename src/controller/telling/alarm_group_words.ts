/** One alarm for many policies, in words. */

/** What holds for `n` policies with one cause; `first`: what is said of the first of them. */
export function groupWords(kind: string, subject: string, n: number, first: string): string {
  const name = subject.slice(subject.indexOf(" ") + 1);
  switch (kind) {
    case "noPath":
      if (subject.startsWith("mesh ")) return `${n} policies of mesh ${name} have no path.`;
      return subject.startsWith("link ")
        ? `${n} policies have no path since link ${name} failed.`
        : `${n} policies have no path: ${name} is not in the topology, or cannot be reached.`;
    case BROKEN_HELD:
      return brokenHeldWords(subject, n, first);
    case "toldTooOften":
      return `${name} had to be told again and again about ${n} policies; they pause.`;
    case "lspFlaps":
      return `${name} reports ${n} policies up and down again and again.`;
    case "listMismatch":
      return `${name} keeps other lists for ${n} policies than were sent.`;
    case "lspConflict":
      return `${name} holds LSPs that ${n} policies would meet. The first: ${first}`;
    case "policyDown":
      return `${name} does not bring up ${n} policies. The first: ${first}`;
    case "requestRefused":
      return `${name} does not take ${n} policies. The first: ${first}`;
    default:
      return `${n} policies of ${name}. The first: ${first}`;
  }
}

/** Of several policies with one cause. */
function brokenHeldWords(subject: string, n: number, first: string): string {
  const [kind, name] = subject.split(" ");
  const whose = kind === "router" ? `${n} policies of ${name}` : `${n} policies`;
  return `${whose} deliver nothing, and ${THEIR}${first.slice(first.indexOf(ITS) + ITS.length)}`;
}

export const BROKEN_HELD = "brokenHeld";
/** What stands between a policy and why its repair is held; several are told by what is said of the first. */
export const ITS = "its repair is held: ";
const THEIR = "their repair is held: ";
