/** The pages that tests and pictures go through, by name. */

export interface PageOf {
  readonly name: string;
  /** Below the base, with the query. */
  readonly at: string;
  /** Shown when the page is ready. */
  readonly ready: string;
}

export const PAGES_OF_FIVE: readonly PageOf[] = [
  { name: "overview", at: "", ready: ".rung-value" },
];
