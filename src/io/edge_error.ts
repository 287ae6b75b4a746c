/** Something that the person who started Cairn can mend: shown as one sentence, without a stack. */
export class EdgeError extends Error {
  override readonly name = "EdgeError";
}
